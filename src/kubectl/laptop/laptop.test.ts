import { describe, expect, it } from 'vitest';
import { Session } from '../../session/session.ts';

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
    expect(run('helm list')).toEqual({ out: '', err: 'bash: helm: command not found\n', exit: 127 });
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
