// Images that tutorials deploy, each in a Pod of the real cluster.

import { describe, expect, it } from 'vitest';
import { Session } from '../../session/session.ts';

class Talk {
  readonly session = new Session({ version: 1, seed: 5, shape: 'default', inputs: [] });
  private text = '';

  constructor() {
    this.session.runTo(this.session.cluster.bootEnd);
    this.session.shell.onPrint((_input, fd, text) => {
      if (fd === 1 || fd === 2) this.text += text;
    });
  }

  type(line: string, forSeconds = 3): string {
    this.text = '';
    this.session.input({ type: 'kubectl', args: [], text: line, shell: true });
    this.session.runTo((this.session.kernel.now + forSeconds * 1e6) as never);
    return this.text;
  }
}

const limited = (name: string, image: string, memory: string): string =>
  `kubectl run ${name} --image=${image} --overrides='{"spec":{"containers":[{"name":"${name}","image":"${image}","resources":{"limits":{"memory":"${memory}"}}}]}}'`;

describe('an image of a tutorial', () => {
  const talk = new Talk();
  talk.type(
    [
      'kubectl run hello --image=ghcr.io/acme/spring-boot-hello:1.0 --port=8080',
      'kubectl run app --image=gcr.io/google-samples/hello-app:2.0',
      'kubectl run echo --image=hashicorp/http-echo -- -text="hi there"',
      'kubectl run who --image=traefik/whoami',
      'kubectl run pg --image=postgres:16 --restart=Never',
      'kubectl run db --image=postgres:16 --env=POSTGRES_PASSWORD=x',
      'kubectl run node --image=node:22 --port=3000 -- node server.js',
      limited('small', 'springio/gs-spring-boot-docker', '64Mi'),
      limited('leak', 'kubestage/leak', '40Mi'),
      'kubectl run hog --image=polinux/stress --restart=Never -- stress --vm 1 --vm-bytes 250M --timeout 2s',
      'kubectl run cli --image=curlimages/curl --command -- sleep 1d',
    ].join('\n'),
    60,
  );
  const ask = (pod: string, port: number, path = '/'): string => talk.type(`kubectl exec cli -- curl -s http://$(kubectl get pod ${pod} -o jsonpath={.status.podIP}):${port}${path}`);

  it('greets as a Spring Boot service, and says that it is up', () => {
    expect(ask('hello', 8080)).toBe('Hello World!');
    expect(ask('hello', 8080, '/actuator/health/readiness')).toBe('{"status":"UP"}');
    expect(JSON.parse(ask('hello', 8080, '/nope'))).toMatchObject({ status: 404, error: 'Not Found', path: '/nope' });
    expect(talk.type('kubectl logs hello')).toMatch(/Tomcat started on port 8080 \(http\) with context path '\/'\n.*Started HelloApplication in \d\.\d+ seconds/);
  });

  it('says which version answers, and where', () => {
    expect(ask('app', 8080)).toBe('Hello, world!\nVersion: 2.0.0\nHostname: app\n');
    expect(ask('echo', 5678)).toBe('hi there\n');
    expect(ask('who', 80)).toContain('Hostname: who\nIP: 127.0.0.1\n');
  });

  it('refuses to start without what it needs', () => {
    expect(talk.type('kubectl logs pg')).toMatch(/^Error: Database is uninitialized and superuser password is not specified\./);
    expect(talk.type('kubectl get pod pg db --no-headers')).toMatch(/^pg +0\/1 +Error .*\ndb +1\/1 +Running /);
  });

  it('is killed for its memory', () => {
    const reason = (pod: string): string => talk.type(`kubectl get pod ${pod} -o jsonpath='{.status.containerStatuses[0].state.terminated.reason}{.status.containerStatuses[0].lastState.terminated.reason}'`);
    expect(reason('small')).toContain('OOMKilled');
    expect(reason('leak')).toContain('OOMKilled');
    expect(talk.type('kubectl get pod hog --no-headers')).toMatch(/Completed/);
  });

  it('is a stand-in, and says so, where nobody wrote the program', () => {
    expect(talk.type('kubectl logs node')).toBe('node:22: simulated stand-in for `node server.js` is running on port 3000\n');
  });
});
