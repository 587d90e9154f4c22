import { describe, expect, it } from 'vitest';
import { Session } from '../../session/session.ts';

/** A learner at a terminal: what each line prints, and what comes later from jobs. */
class Learner {
  readonly session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  private readonly said = new Map<number, { out: string; err: string; exit: number | undefined }>();
  private last = 0;

  constructor() {
    const { session } = this;
    session.runTo(session.cluster.bootEnd);
    session.shell.onPrint((input, fd, text, code) => {
      const one = this.said.get(input) ?? { out: '', err: '', exit: undefined };
      this.said.set(input, one);
      if (fd === 1) one.out += text;
      if (fd === 2) one.err += text;
      if (fd === 0) one.exit = code;
    });
  }

  type(text: string, forSeconds = 3): { readonly out: string; readonly err: string; readonly exit: number | undefined } {
    this.last = this.session.input({ type: 'kubectl', args: [], text, shell: true });
    this.wait(forSeconds);
    return this.said.get(this.last) ?? { out: '', err: '', exit: undefined };
  }

  wait(forSeconds: number): void {
    this.session.runTo((this.session.kernel.now + forSeconds * 1e6) as never);
  }

  interrupt(): { readonly out: string; readonly err: string; readonly exit: number | undefined } {
    this.session.input({ type: 'reply', to: this.last, what: 'interrupt' });
    this.wait(1);
    return this.said.get(this.last) as { out: string; err: string; exit: number | undefined };
  }
}

/** What a line prints on standard output and error, and its exit code. */
function shell(): (text: string) => { readonly out: string; readonly err: string; readonly exit: number } {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  session.input({ type: 'file', path: 'a.txt', content: 'one\ntwo\nthree\n' });
  return (text) => {
    let out = '';
    let err = '';
    let exit = -1;
    let own = -1;
    session.shell.onPrint((input, fd, piece, code) => {
      if (input !== own) return;
      if (fd === 1) out += piece;
      if (fd === 2) err += piece;
      if (fd === 0) exit = code;
    });
    own = session.inputSpans.length;
    session.input({ type: 'kubectl', args: [], text, shell: true });
    session.runTo((session.kernel.now + 2e6) as never);
    return { out, err, exit };
  };
}

describe('a line of the shell', () => {
  const run = shell();

  it('passes what kubectl prints through a pipe', () => {
    expect(run('kubectl get ns | grep kube').out.split('\n').map((line) => line.split(' ')[0])).toEqual(['kube-node-lease', 'kube-public', 'kube-system', '']);
    expect(run('kubectl get ns -o name | sort -r | head -1').out).toBe('namespace/kube-system\n');
    expect(run('kubectl get ns --no-headers | wc -l').out).toBe('4\n');
  });

  it('says by the last of a pipe how it went', () => {
    expect(run('kubectl get ns | grep nothing')).toEqual({ out: '', err: '', exit: 1 });
    expect(run('kubectl get pod nothing 2>/dev/null | cat').exit).toBe(0);
  });

  it('writes and reads files', () => {
    expect(run('kubectl create configmap c --from-literal=a=b --dry-run=client -o yaml > c.yaml')).toEqual({ out: '', err: '', exit: 0 });
    expect(run('cat c.yaml | grep kind').out).toBe('kind: ConfigMap\n');
    expect(run('kubectl apply -f c.yaml').out).toBe('configmap/c created\n');
    expect(run('ls').out).toBe('a.txt\nc.yaml\n');
    expect(run('rm c.yaml && ls').out).toBe('a.txt\n');
  });

  it('hands a here-document to kubectl', () => {
    expect(run('cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: here\nEOF').out).toBe('namespace/here created\n');
    expect(run("kubectl apply -f - <<'EOF'\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: here\nEOF").out).toBe('namespace/here unchanged\n');
  });

  it('goes on after && only where all went well', () => {
    expect(run('false && echo a; true && echo b || echo c').out).toBe('b\n');
  });

  it('speaks for programs that are not there', () => {
    expect(run('terraform plan')).toEqual({ out: '', err: 'bash: terraform: command not found\n', exit: 127 });
    expect(run('helm list')).toMatchObject({ out: '', err: expect.stringMatching(/^bash: helm: command not found\n\(/) as string, exit: 127 });
    expect(run('cat nothing').err).toBe('cat: nothing: No such file or directory\n');
  });

  it('knows the small programs', () => {
    expect(run('echo c2VjcmV0 | base64 -d').out).toBe('secret');
    expect(run('echo 비밀 | base64').out).toBe('67mE67CACg==\n');
    expect(run('cat a.txt | tail -2 | head -1').out).toBe('two\n');
    expect(run('grep -v two a.txt').out).toBe('one\nthree\n');
    expect(run("cut -d: -f2 <<E\na:b\nE").out).toBe('b\n');
    expect(run("echo x | sed 's/x/y/'").out).toBe('y\n');
  });
});

describe('the shell of the machine', () => {
  const me = new Learner();

  it('keeps variables and aliases from line to line', () => {
    me.type('NS=kube-system; alias kgp="kubectl get pods"');
    expect(me.type('kgp -n $NS --no-headers | wc -l').out).toBe('14\n');
    expect(me.type('k get ns default -o name').out).toBe('namespace/default\n');
  });

  it('runs loops and puts the output of commands into others', () => {
    expect(me.type('for i in 1 2 3; do echo "n$i"; done').out).toBe('n1\nn2\nn3\n');
    expect(me.type('echo $(kubectl get ns default -o jsonpath={.status.phase})').out).toBe('Active\n');
    expect(me.type('echo web-{1..3} {a,b}.yaml').out).toBe('web-1 web-2 web-3 a.yaml b.yaml\n');
  });

  it('ends a loop with Ctrl+C, and says 130', () => {
    expect(me.type('while true; do echo on; sleep 1; done', 2.5).exit).toBeUndefined();
    expect(me.interrupt()).toEqual({ out: 'on\non\non\n', err: '', exit: 130 });
    expect(me.type('echo $?').out).toBe('130\n');
  });

  it('takes the lines of tutorials that set completion up', () => {
    expect(me.type('source <(kubectl completion bash); complete -o default -F __start_kubectl k')).toEqual({ out: '', err: '', exit: 0 });
  });

  it('edits a file in place, and goes into folders', () => {
    me.type("echo 'app: web' > f.yaml; sed -i 's/web/api/' f.yaml");
    expect(me.type('mkdir d && cd d && cat ../f.yaml && pwd && cd ..').out).toBe('app: api\n/home/admin/work/d\n');
  });

  it('runs watch until Ctrl+C', () => {
    me.type('watch -n 1 kubectl get ns', 2.5);
    expect(me.interrupt().out.match(/Every 1\.0s: kubectl get ns/g)?.length).toBeGreaterThan(1);
  });

  it('finds its way in JSON', () => {
    expect(me.type(`kubectl get nodes -o json | jq -r '.items[] | select(.metadata.name != "worker-1") | .metadata.name'`).out).toBe('control-plane\nworker-2\nworker-3\n');
  });
});

describe('the network of the machine', () => {
  const me = new Learner();
  me.type('kubectl run web --image=nginx:1.27 --port=80 -l app=web', 10);

  it('forwards a port in the background and says what it carries', () => {
    expect(me.type('kubectl port-forward pod/web 8080:80 &').err).toMatch(/^\[1\] \d+\n$/);
    expect(me.type('curl -s localhost:8080').out).toContain('Welcome to nginx!');
    expect(me.type('jobs').out).toBe('[1]+  Running                 kubectl port-forward pod/web 8080:80 &\n');
    expect(me.type('kubectl port-forward pod/web 8080:80').err).toContain('Unable to listen on port 8080');
  });

  it('traces the way of a request: you, kubectl, API server, kubelet, Pod', () => {
    const { kernel } = me.session;
    const hops: string[] = [];
    for (let id = 1; id <= kernel.trace.size; id++) {
      const span = kernel.trace.span(id as never);
      if (span.name === 'hop' && span.start > me.session.cluster.bootEnd && /^(you|kubectl|kube-apiserver|kubelet)/.test(span.actor)) hops.push(`${span.actor.replace(/worker-\d/, 'node')} → ${String(span.to).replace(/worker-\d/, 'node')}`);
    }
    expect(hops.join('\n')).toContain('you → kubectl\nkubectl → kube-apiserver\nkube-apiserver → kubelet/node\nkubelet/node → pod/default/web');
  });

  it('stops a job', () => {
    me.type('kill %1');
    expect(me.type('curl -s localhost:8080').exit).toBe(7);
    expect(me.type('curl localhost:8080').err).toBe('curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server\n');
  });

  it('reaches a node port, but neither Pods nor Services', () => {
    me.type('kubectl expose pod web --type=NodePort --port=80');
    expect(me.type("curl -s -o /dev/null -w '%{http_code}' 172.18.0.3:$(kubectl get svc web -o jsonpath='{.spec.ports[0].nodePort}')").out).toBe('200');
    expect(me.type('curl -m 2 $(kubectl get pod web -o jsonpath={.status.podIP})').err).toBe('curl: (28) Connection timed out after 2000 milliseconds\n');
    expect(me.type('curl -m 2 $(kubectl get svc web -o jsonpath={.spec.clusterIP})').exit).toBe(28);
  });

  it('shows the API through kubectl proxy', () => {
    me.type('kubectl proxy &');
    expect(me.type('curl -s localhost:8001/api/v1/namespaces/default/pods/web').out).toMatch(/^\{\n {2}"kind": "Pod",\n {2}"apiVersion": "v1",/);
    expect(me.type("curl -s -o /dev/null -w '%{http_code}' localhost:8001/api/v1/namespaces/default/pods/nope").out).toBe('404');
    me.type('kill %%');
  });

  it('loses a forwarded Pod when it is asked next', () => {
    me.type('kubectl port-forward pod/web :80 > out.txt &');
    me.type('kubectl delete pod web --now', 5);
    expect(me.type("curl -s localhost:$(sed -n '1s/.*:\\([0-9]*\\) -.*/\\1/p' out.txt)").exit).toBe(52);
    expect(me.type('true').err).toMatch(/^\[\d\]\+ {2}Exit 1 {18}kubectl port-forward/);
  });
});

describe('kubectl cp', () => {
  const me = new Learner();
  me.type('kubectl run web --image=nginx:1.27; kubectl run bb --image=busybox -- sleep 3600; kubectl run pa --image=registry.k8s.io/pause:3.10', 12);

  it('brings files out and in', () => {
    expect(me.type('kubectl cp web:/etc/nginx/nginx.conf n.conf').err).toBe("tar: Removing leading `/' from member names\n");
    expect(me.type('grep -c include n.conf').out).toBe('1\n');
    expect(me.type('kubectl cp n.conf bb:/tmp && kubectl exec bb -- cat /tmp/n.conf').out).toContain('include /etc/nginx');
  });

  it('brings folders', () => {
    me.type('kubectl cp web:/etc/nginx conf 2>/dev/null; kubectl cp conf bb:/tmp/conf');
    expect(me.type('kubectl exec bb -- ls /tmp/conf').out).toBe('conf.d\nnginx.conf\n');
  });

  it('says what is missing', () => {
    expect(me.type('kubectl cp bb:/nope x').err).toBe("tar: removing leading '/' from member names\ntar: /nope: No such file or directory\ntar: error exit delayed from previous errors\ncommand terminated with exit code 1\n");
    expect(me.type('kubectl cp nope bb:/tmp').err).toBe("error: nope doesn't exist in local filesystem\n");
    expect(me.type('kubectl cp pa:/etc x').err).toContain('exec: "tar": executable file not found in $PATH');
  });

  it('ends programs that have no end', () => {
    const learner = new Learner();
    for (const [line, said] of [
      ["awk 'BEGIN{while(1){}}'", 'this loop has no end'],
      [`awk 'BEGIN{s="x"; for(;;) s=s s}'`, 'memory exhausted'],
      ["jq -n '[range(1e9)]|length'", 'more values than this page simulates'],
      ["jq -n '[range(9999)|range(9999)]|length'", 'more values than this page simulates'],
      ["jq -n 'def f: f; f'", 'Maximum call stack size exceeded'],
      ["jq -n '0|until(false;.)'", 'this loop has no end'],
    ] as const) {
      const { err, exit } = learner.type(line);
      expect([line, err.includes(said), exit !== 0]).toEqual([line, true, true]);
    }
    expect(learner.type("jq -cn '[range(3)]'").out).toBe('[0,1,2]\n');
  });
});
