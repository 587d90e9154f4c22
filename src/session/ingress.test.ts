// An ingress controller, installed by its manifest: from a host and a path to a Pod, as ingress-nginx does it. Both manifests
// are the editor's examples.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoadData } from '../sim/api/spans.ts';
import { Session } from './session.ts';

const example = (name: string): string => readFileSync(resolve(import.meta.dirname, '../ui/editor/examples', name), 'utf8');

class Talk {
  readonly session: Session;
  private text = '';

  constructor(seed: number) {
    this.session = new Session({ version: 1, seed, shape: 'default', inputs: [] });
    this.session.runTo(this.session.cluster.bootEnd);
    this.session.shell.onPrint((_input, fd, text) => {
      if (fd === 1 || fd === 2) this.text += text;
    });
  }

  file(path: string, content: string): void {
    this.session.input({ type: 'file', path, content });
  }

  say(line: string, seconds = 3): string {
    this.text = '';
    this.session.input({ type: 'kubectl', args: [], text: line, shell: true });
    this.session.runTo((this.session.kernel.now + seconds * 1e6) as never);
    return this.text;
  }

  /** As kubectl prints a table, columns apart by one space. */
  table(line: string): readonly string[] {
    return this.say(line).trimEnd().split('\n').map((row) => row.replace(/ +/g, ' '));
  }

  curl(path: string, host = 'shop.example', more = ''): string {
    return this.say(`curl -s -w ' %{http_code}' ${host === '' ? '' : `-H 'Host: ${host}' `}${more}'http://172.18.0.3:30081${path}'`);
  }
}

const CONTROLLER = 'deployment/ingress-nginx-controller -n ingress-nginx';
const page = (title: string): string => `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

describe('an Ingress', () => {
  const talk = new Talk(11);
  talk.file('ingress.yaml', example('ingress.yaml'));
  talk.file('ingress-nginx.yaml', example('ingress-nginx.yaml'));
  talk.say('kubectl apply -f ingress.yaml', 15);

  test('is a wish that nobody reads, as long as there is no controller', () => {
    expect(talk.table('kubectl get ingress')).toEqual(['NAME CLASS HOSTS ADDRESS PORTS AGE', 'shop nginx shop.example 80 15s']);
    expect(talk.say('kubectl describe ingress shop')).toMatch(/Address: +\n[^]*\/ +front:80 \(10[^]*Events: +<none>/);
    expect(talk.say('curl http://172.18.0.3:30081/')).toMatch(/^curl: \(7\) Failed to connect to 172\.18\.0\.3 port 30081 after \d ms: Could not connect to server\n$/);
  });

  test('leads hosts and paths to Pods once there is one', () => {
    talk.say('kubectl apply -f ingress-nginx.yaml', 25);
    expect(talk.say(`kubectl rollout status ${CONTROLLER}`)).toContain('successfully rolled out');
    expect(talk.curl('/')).toMatch(/^Hello, world!\nVersion: 1\.0\.0\nHostname: front-[^ ]+\n 200$/);
    expect(talk.curl('/stock')).toBe('3 left\n 200');
    expect(talk.curl('/stock/today?of=tea')).toBe('3 left\n 200');
    expect(talk.curl('/stockings'), 'a prefix ends at a slash').toContain('Hello, world!');
    expect(talk.curl('/', 'SHOP.example:30081')).toContain('Hello, world!');
    expect(talk.curl('/stock', '')).toBe(`${page('404 Not Found')} 404`);
    // It asks the Pods themselves, one after the other, and never the Service's address.
    const answered = [1, 2, 3, 4].map(() => /Hostname: (\S+)/.exec(talk.curl('/'))?.[1]);
    expect(new Set(answered.slice(0, 2)).size).toBe(2);
    expect(answered.slice(2)).toEqual(answered.slice(0, 2));
  });

  test('bears the address of its controller, and says that it was heard of', () => {
    expect(talk.table('kubectl get ingress')[1]).not.toMatch(/172\.18/);
    talk.say('sleep 40', 40);
    expect(talk.table('kubectl get ingress')[1]).toMatch(/^shop nginx shop\.example 172\.18\.0\.\d 80 /);
    expect(talk.say('kubectl describe ingress shop')).toMatch(/Normal +Sync +\d+s \(x2 over [\dms]+\) +nginx-ingress-controller +Scheduled for sync/);
    expect(talk.table('kubectl get lease -n ingress-nginx')[1]).toMatch(/^ingress-nginx-leader ingress-nginx-controller-\S+ /);
    expect(talk.say('kubectl get events -n ingress-nginx')).toMatch(/RELOAD +pod\/ingress-nginx-controller-\S+ +NGINX reload triggered due to a change in configuration/);
  });

  test('answers 503 where nobody is ready, and logs each request', () => {
    talk.say('kubectl scale deployment stock --replicas=0', 9);
    expect(talk.curl('/stock')).toBe(`${page('503 Service Temporarily Unavailable')} 503`);
    const log = talk.say(`kubectl logs ${CONTROLLER}`);
    expect(log).toMatch(/^I\d{4} [\d:.]{15} {7}1 store\.go:443\] "Found valid IngressClass" ingress="default\/shop" ingressclass="nginx"$/m);
    expect(log).toMatch(/^W\d{4} [\d:.]{15} {7}1 controller\.go:1225\] Service "default\/stock" does not have any active Endpoint\.$/m);
    expect(log).toMatch(/^172\.18\.0\.1 - - \[\d\d\/Jan\/2026:[\d:]{8} \+0000\] "GET \/stock HTTP\/1\.1" 200 7 "-" "curl\/8\.14\.1" 81 0\.00\d \[default-stock-http\] \[\] 10\.244\.\d\.\d+:5678 7 0\.00\d 200 [0-9a-f]{32}$/m);
    expect(log).toMatch(/"GET \/stock HTTP\/1\.1" 503 190 "-" "curl\/8\.14\.1" 81 0\.000 \[default-stock-http\] \[\] - - - - [0-9a-f]{32}$/m);
    expect(log, 'whom no Ingress names is not logged').not.toMatch(/ 404 146 /);
  });

  test('rewrites, redirects and has a backend for the rest, as it says', () => {
    talk.file('more.yaml', MORE);
    talk.say('kubectl apply -f more.yaml', 9);
    expect(talk.curl('/api/v1/items?x=1', 'api.example')).toMatch(/^Request served by \S+\n\nGET \/v1\/items\?x=1 HTTP\/1\.1\n[^]*X-Forwarded-Host: api\.example\n[^]* 200$/);
    expect(talk.curl('/other', 'api.example')).toContain('404 Not Found');
    expect(talk.say("curl -s -i -H 'Host: a.safe.example' http://172.18.0.3:30081/x")).toMatch(/^HTTP\/1\.1 308 Permanent Redirect\r\n[^]*Location: https:\/\/a\.safe\.example\/x\r\n/);
    expect(talk.say("curl -s -k -i -H 'Host: a.safe.example' https://172.18.0.3:30443/x")).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Strict-Transport-Security: /);
    expect(talk.curl('/anything', 'nobody.example')).toContain('Request served by');
    // Another class is another controller's.
    expect(talk.say(`kubectl logs ${CONTROLLER} | grep Ignoring`)).toContain('"Ignoring ingress because of error while validating ingress class" ingress="default/foreign" error="no object matching key \\"traefik\\" in local store"');
  });

  test('asks another Pod where one refuses, so that nobody notices; a careful rollout costs nothing either', () => {
    const { session } = talk;
    const pod = talk.say('kubectl get pods -l app=front -o jsonpath={.items[0].metadata.name}');
    const before = session.kernel.trace.size;
    const load = { type: 'requests', from: 'outside', url: 'http://172.18.0.3:30081/', host: 'shop.example', perSecond: 20 } as const;
    session.input({ ...load, name: 'one', seconds: 5 });
    talk.say('sleep 1', 1);
    session.input({ type: 'fault', fault: { fault: 'killContainer', namespace: 'default', pod, container: 'front' } });
    talk.say('sleep 5', 6);
    const log = talk.say(`kubectl logs ${CONTROLLER}`);
    expect(log).toMatch(/^2026\/01\/05 [\d:]{8} \[error\] 35#35: \*\d+ connect\(\) failed \(111: Connection refused\) while connecting to upstream, client: [\d.]+, server: shop\.example, request: "GET \/ HTTP\/1\.1", upstream: "http:\/\/10\.244\.\d\.\d+:8080\/", host: "shop\.example"$/m);
    expect(log).toMatch(/"GET \/ HTTP\/1\.1" 200 61 .* \[default-front-80\] \[\] 10\.244\.\d\.\d+:8080, 10\.244\.\d\.\d+:8080 0, 61 0\.00\d, 0\.00\d 502, 200 /);

    // nginx hears of a Pod that ends up to 4.3 seconds late.
    const careful = (version: string): string => `kubectl patch deployment front -p '{"spec":{"template":{"spec":{"containers":[{"name":"front","image":"gcr.io/google-samples/hello-app:${version}","readinessProbe":{"httpGet":{"port":8080},"periodSeconds":1},"lifecycle":{"preStop":{"sleep":{"seconds":6}}}}]}}}}'`;
    talk.say(careful('1.0'), 25);
    session.input({ ...load, name: 'two', seconds: 15 });
    talk.say(careful('2.0'), 21);
    const { trace } = session.kernel;
    const loads: LoadData[] = [];
    for (let id = before + 1; id <= trace.size; id++) if (trace.span(id as never).name === 'load') loads.push(trace.data(id as never) as LoadData);
    expect(loads).toHaveLength(400);
    expect(loads.filter((l) => l.status !== 200)).toEqual([]);
    expect(new Set(loads.map((l) => l.by?.replace(/-\w+$/, ''))).size, 'the Pods behind, of three templates').toBe(3);
  });

  test('loses its address with the last of its controllers', () => {
    talk.say(`kubectl scale ${CONTROLLER} --replicas=0`, 16);
    expect(talk.table('kubectl get ingress shop')[1]).toMatch(/^shop nginx shop\.example 80 /);
    expect(talk.say('kubectl get pods -n ingress-nginx')).toContain('No resources found');
  });
});

const MORE = `apiVersion: v1
kind: Pod
metadata: { name: echo, labels: { app: echo } }
spec: { containers: [{ name: echo, image: jmalloc/echo-server }] }
---
apiVersion: v1
kind: Service
metadata: { name: echo }
spec: { selector: { app: echo }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: api, annotations: { nginx.ingress.kubernetes.io/rewrite-target: /$2 } }
spec:
  ingressClassName: nginx
  rules: [{ host: api.example, http: { paths: [{ path: "/api(/|$)(.*)", pathType: ImplementationSpecific, backend: { service: { name: echo, port: { number: 80 } } } }] } }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: safe }
spec:
  ingressClassName: nginx
  tls: [{ hosts: ["*.safe.example"] }]
  rules: [{ host: "*.safe.example", http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: echo, port: { number: 80 } } } }] } }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: rest }
spec: { ingressClassName: nginx, defaultBackend: { service: { name: echo, port: { number: 80 } } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: foreign }
spec: { ingressClassName: traefik, defaultBackend: { service: { name: echo, port: { number: 80 } } } }
`;
