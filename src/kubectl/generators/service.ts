// kubectl create service clusterip, nodeport, loadbalancer and externalname.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_service.go

import { isDNS1123Subdomain, isPortName, isPortNumber } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, type GeneratorContext } from './context.ts';
import { atoi } from './intOrString.ts';

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

export function createService(type: ServiceType, name: string, flags: Flags, context: GeneratorContext): Item {
  const text = (flag: string): string => (flags.has(flag) ? flags.text(flag) : '');
  const clusterIP = text('clusterip');
  const tcp = flags.list('tcp');
  const externalName = text('external-name');
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') throw new KubectlError('at least one tcp port specifier must be provided');
  if (type === 'ExternalName' && isDNS1123Subdomain(externalName).length > 0) throw new KubectlError(`invalid service external name ${externalName}`);
  const nodePort = flags.has('node-port') ? flags.number('node-port') : 0;
  const ports = tcp.map((pair) => ({ name: pair.replaceAll(':', '-'), protocol: 'TCP', nodePort, ...parsePorts(pair) }));
  return goForm({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name }, namespace: namespaceFor(context) },
    spec: { type, selector: { app: name }, ports, externalName, clusterIP },
  });
}

/** `80` or `80:8080` or `80:http` */
function parsePorts(pair: string): { port: number; targetPort: number | string } {
  const [first = '', second] = pair.split(':');
  const port = parsePort(first);
  if (second === undefined) return { port, targetPort: port };
  const number = atoi(second);
  const faults = number === undefined ? isPortName(second) : isPortNumber(number);
  if (faults.length > 0) throw new KubectlError(faults.join(','));
  return { port, targetPort: number ?? second };
}

/** strconv.ParseUint of 16 bits */
function parsePort(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new KubectlError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  if (Number(text) > 65_535) throw new KubectlError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
  return Number(text);
}
