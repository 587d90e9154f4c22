// kubectl run: a Pod with one container and, with --expose, a Service for it.
// Upstream: k8s.io/kubectl/pkg/cmd/run/run.go, k8s.io/kubectl/pkg/generate/versioned/run.go

import { isStrictEnvVarName } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { parseDecimal } from '../flags/values.ts';
import { KubectlError, usageError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, type DryRun, type GeneratorContext } from './context.ts';
import { parseLabelSpec, parsePairWords } from './labelSpec.ts';
import { withOverrides } from './localPatch.ts';

export interface RunPlan {
  readonly name: string;
  /** Whether the command stays with the Pod and shows what it prints. */
  readonly attach: boolean;
  /** Whether the Pod goes when the command ends. */
  readonly remove: boolean;
  readonly restartPolicy: string;
}

// docker's grammar of image names
const ALNUM = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const IMAGE = new RegExp(`^(?:${HOST}/)?${ALNUM}(?:/${ALNUM})*(?::\\w[\\w.-]{0,127})?(?:@${DIGEST})?$`);
export const isImageReference = (image: string): boolean => IMAGE.test(image);

/** Checks the flags in the order of the real command. */
export function planRun(flags: Flags, dryRun: DryRun['strategy'], commandPath: string): RunPlan {
  const stdin = flags.flag('stdin');
  const attach = flags.changed('attach') ? flags.flag('attach') : stdin;
  const name = flags.args[0];
  if (name === undefined || flags.argsBeforeDash === 0) throw usageError(commandPath, 'NAME is required for run');
  if (flags.duration('pod-running-timeout') <= 0) throw usageError(commandPath, '--pod-running-timeout must be higher than zero');
  const image = flags.text('image');
  if (image === '') throw new KubectlError('--image is required');
  if (!IMAGE.test(image)) throw new KubectlError(`Invalid image name ${goQuote(image)}: invalid reference format`);
  if (flags.flag('tty') && !stdin) throw usageError(commandPath, '-i/--stdin is required for containers with -t/--tty=true');
  if (flags.flag('expose') && flags.text('port') === '') throw usageError(commandPath, '--port must be set when exposing a service');
  const restart = flags.text('restart');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) throw usageError(commandPath, `invalid restart policy: ${restart}`);
  const remove = flags.flag('rm');
  if (!attach && remove) throw usageError(commandPath, '--rm should only be used for attached containers');
  if (attach && dryRun !== 'none') throw usageError(commandPath, "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const pull = flags.text('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pull)) throw usageError(commandPath, `invalid image pull policy: ${pull}`);
  return { name, attach, remove, restartPolicy: restart || (stdin ? 'OnFailure' : 'Always') };
}

/** The Pod, overrides applied. */
export function podToRun(name: string, flags: Flags, context: GeneratorContext): Item {
  const env = flags.list('env').map(envVar);
  const annotations = parsePairWords(flags.list('annotations'), 'annotations', false).set;
  const labels = flags.text('labels') === '' ? { run: name } : parseLabelSpec(flags.text('labels'));
  const words = flags.args.slice(1);
  const stdin = flags.flag('stdin');
  const port = flags.text('port');
  const pod = goForm({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, annotations, namespace: namespaceFor(context) },
    spec: {
      containers: [
        {
          name,
          image: flags.text('image'),
          [flags.flag('command') ? 'command' : 'args']: words,
          ports: port === '' ? undefined : [{ containerPort: parseDecimal(port) | 0 }],
          env,
          stdin,
          stdinOnce: stdin && !flags.flag('leave-stdin-open'),
          tty: flags.flag('tty'),
          imagePullPolicy: flags.text('image-pull-policy'),
          securityContext: flags.flag('privileged') ? { privileged: true } : undefined,
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.text('restart') || 'Always',
    },
  });
  return withOverrides(pod, flags);
}

function envVar(text: string): Item {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  if (name === '' || isStrictEnvVarName(name).length > 0) throw new KubectlError(`invalid env: ${text}`);
  return { name, value: text.slice(equals + 1) };
}

/** The Service of `kubectl run --expose`. */
export function serviceToRun(name: string, flags: Flags, context: GeneratorContext): Item {
  const given = flags.text('labels');
  const ports = flags.text('port').split(',').map((text, i, all) => {
    const port = parseDecimal(text) | 0;
    return { name: all.length > 1 ? `port-${i + 1}` : undefined, port, protocol: 'TCP', targetPort: port };
  });
  return goForm({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: given === '' ? undefined : parseLabelSpec(given), namespace: namespaceFor(context) },
    spec: { ports, selector: given === '' ? { run: name } : parseLabelSpec(given) },
  });
}
