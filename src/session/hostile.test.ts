// What a learner types and writes by mistake, and worse: everything is refused in kubectl's or the server's words, nothing
// stops the simulation, nothing is taken in silence.

import { beforeAll, describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { seconds, type Micros } from '../base/time.ts';
import { splitWords } from '../kubectl/shellWords.ts';
import { traceHash } from '../trace/hash.ts';
import { Session } from './session.ts';

interface Answer {
  readonly text: string;
  readonly exit: number | undefined;
}

/** A booted cluster to which one line after the other is said. */
class Talk {
  readonly session = new Session({ version: 1, seed: 3, shape: 'default', inputs: [] });
  private readonly printed = new Map<number, { text: string; exit: number | undefined }>();

  constructor() {
    this.session.runTo(this.session.cluster.bootEnd as Micros);
    this.session.shell.onPrint((input, fd, text, exit) => {
      const entry = this.printed.get(input) ?? { text: '', exit: undefined };
      if (fd === 0) entry.exit = exit;
      else entry.text += text;
      this.printed.set(input, entry);
    });
  }

  file(content: string): void {
    this.session.settle();
    this.session.input({ type: 'file', path: 'x.yaml', content });
  }

  /** `shell`: as a whole line, with pipes and the rest. A command that does not end is interrupted. */
  say(line: string, shell: boolean): Answer {
    const { session } = this;
    const { kernel } = session;
    session.settle();
    const number = session.input({ type: 'kubectl', args: shell ? [] : splitWords(line).slice(1), text: line, ...(shell ? { shell: true } : {}) });
    const running = (): boolean => session.shell.running.includes(number);
    session.run((kernel.now + seconds(10)) as Micros, running);
    if (running()) {
      session.settle();
      session.input({ type: 'reply', to: number, what: 'interrupt' });
      session.run((kernel.now + seconds(2)) as Micros, running);
      expect(running(), `${line.slice(0, 100)} cannot be stopped`).toBe(false);
    }
    session.runTo((kernel.now + seconds(0.2)) as Micros);
    return this.printed.get(number) ?? { text: '', exit: undefined };
  }

  apply(manifest: string): Answer {
    this.file(manifest);
    return this.say('kubectl apply -f x.yaml', false);
  }
}

let talk: Talk;
beforeAll(() => {
  talk = new Talk();
  talk.say('kubectl create deployment web --image=nginx', false);
});

const pod = (more = '', metadata = 'name: p'): string => `apiVersion: v1\nkind: Pod\nmetadata: { ${metadata} }\nspec:\n  containers:\n  - name: c\n    image: nginx\n${more}`;
const deployment = (spec: string, labels = 'app: w'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: w }\nspec:\n  ${spec}\n  selector: { matchLabels: { app: w } }\n  template:\n    metadata: { labels: { ${labels} } }\n    spec: { containers: [{ name: c, image: nginx }] }\n`;
const configMap = (rest: string, name = 'c'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n${rest}`;
const DECODING = 'Error from server (BadRequest): error when creating "x.yaml":';
const PARSING = 'error: error parsing x.yaml: error converting YAML to JSON: yaml:';
const VALIDATING = 'error: error validating "x.yaml": error validating data:';
const MAPPING = 'error: resource mapping not found for name: "w" namespace: "" from "x.yaml": no matches for kind';
const REPLICAS = `${DECODING} Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal`;

const REFUSED: readonly (readonly [title: string, manifest: string, words: string])[] = [
  ['nothing at all', '', 'error: no objects passed to apply'],
  ['a comment', '# nothing\n', 'error: no objects passed to apply'],
  ['separators', '---\n---\n', 'error: no objects passed to apply'],
  ['a tab', 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: p\n', `${PARSING} line 4: found character that cannot start any token`],
  ['a word', 'hello\n', `${VALIDATING} invalid object to validate`],
  ['a list', '- a\n', `${VALIDATING} invalid object to validate`],
  ['cut JSON', '{"apiVersion":"v1","kind":"Pod"', 'error: error parsing x.yaml: unexpected EOF'],
  ['two documents, one bad', `${configMap('', 'good')}---\n${configMap('', 'Bad_Name')}`, 'configmap/good created\nThe ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain'],
  ['two documents, one broken', `${configMap('', 'good2')}---\nkind: [ConfigMap\n`, 'configmap/good2 created\nerror: error parsing x.yaml:'],
  ['a List of words', 'apiVersion: v1\nkind: List\nitems: [hello]\n', 'error: '],
  ['a version that is gone', 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: w }\n', `${MAPPING} "Deployment" in version "apps/v1beta1"`],
  ['the wrong group', 'apiVersion: v1\nkind: Deployment\nmetadata: { name: w }\n', `${MAPPING} "Deployment" in version "v1"`],
  ['a kind that is none', 'apiVersion: v1\nkind: Podd\nmetadata: { name: w }\n', `${MAPPING} "Podd" in version "v1"`],
  ['a small letter', 'apiVersion: v1\nkind: pod\nmetadata: { name: w }\n', `${MAPPING} "pod" in version "v1"`],
  ['a version of three parts', 'apiVersion: a/b/c\nkind: Pod\nmetadata: { name: w }\n', `${VALIDATING} unexpected GroupVersion string: a/b/c`],
  ['a number as version', 'apiVersion: 1\nkind: Pod\n', `${VALIDATING} apiVersion isn't string type`],
  ['no version', 'kind: Pod\n', `${VALIDATING} apiVersion not set`],
  ['no kind', 'apiVersion: v1\n', `${VALIDATING} kind not set`],
  ['no metadata', 'apiVersion: v1\nkind: Pod\n', 'resource name may not be empty'],
  ['metadata as text', 'apiVersion: v1\nkind: Pod\nmetadata: hello\n', 'error: unable to decode "x.yaml": json: cannot unmarshal string into Go struct field'],
  ['a number as name', configMap('', '123'), 'error: unable to decode "x.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
  ['replicas in words', deployment('replicas: "three"'), `${REPLICAS} string into Go struct field DeploymentSpec.spec.replicas of type int32`],
  ['replicas in quotes', deployment('replicas: "3"'), `${REPLICAS} string into`],
  ['half a replica', deployment('replicas: 1.5'), `${REPLICAS} number 1.5 into`],
  ['less than none', deployment('replicas: -1'), 'The Deployment "w" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ['too many for 32 bits', deployment('replicas: 3000000000'), `${REPLICAS} number 3000000000 into`],
  ['ports in quotes', pod('    ports: [{ containerPort: "80" }]\n'), 'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'],
  ['a port beyond all', pod('    ports: [{ containerPort: 99999 }]\n'), 'spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive'],
  ['ports as a map', pod('    ports: { containerPort: 80 }\n'), 'json: cannot unmarshal object into Go struct field Container.spec.containers.ports of type []v1.ContainerPort'],
  ['two containers of one name', pod('  - name: c\n    image: nginx\n'), 'spec.containers[1].name: Duplicate value: "c"'],
  ['no image', 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c }] }\n', 'spec.containers[0].image: Required value'],
  ['no containers', 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: {}\n', 'spec.containers: Required value'],
  ['a container as text', 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [nginx] }\n', 'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container'],
  ['null as container', 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [null] }\n', 'spec.containers[0].name: Required value'],
  ['a long label', pod('', `name: p, labels: { a: ${'x'.repeat(64)} }`), 'must be no more than 63 bytes'],
  ['a number as label', pod('', 'name: p, labels: { a: 1 }'), 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'],
  ['capitals', pod('', 'name: MyPod'), 'The Pod "MyPod" is invalid: metadata.name: Invalid value: "MyPod": a lowercase RFC 1123 subdomain'],
  ['a long name', pod('', `name: ${'a'.repeat(300)}`), 'must be no more than 253 characters'],
  ['a Korean name', pod('', 'name: 파드'), 'The Pod "파드" is invalid: metadata.name'],
  ['a namespace that is not there', pod('', 'name: p, namespace: nowhere'), 'Error from server (NotFound): error when creating "x.yaml": namespaces "nowhere" not found'],
  ['a selector that selects others', deployment('replicas: 1', 'app: x'), '`selector` does not match template `labels`'],
  ['an unknown field', pod('  restartpolicy: Never\n'), 'strict decoding error: unknown field "spec.restartpolicy"'],
  ['lots of CPU', pod('    resources: { requests: { cpu: lots } }\n'), 'quantities must match the regular expression'],
  ['negative CPU', pod('    resources: { requests: { cpu: -1 } }\n'), 'must be greater than or equal to 0'],
  ['more asked than allowed', pod('    resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }\n'), 'must be less than or equal to cpu limit of 1'],
  ['10,000 levels', configMap(`data: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`), 'exceeded max depth of'],
  ['3,000 levels of blocks', `a:\n${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}\n`, 'exceeded max depth of'],
  ['2 MB', configMap(`data: { k: ${'x'.repeat(2_000_000)} }\n`), 'Too long: may not be more than 1048576 bytes'],
  ['an alias bomb', `${configMap('')}x0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n${Array.from({ length: 9 }, (_, i) => `x${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`).join('\n')}\n`, `${PARSING} document contains excessive aliasing`],
  ['an anchor that is not there', configMap('data: *nope\n'), `${PARSING} unknown anchor 'nope' referenced`],
  ['an anchor in itself', configMap('data: &x { a: *x }\n'), `${PARSING} anchor 'x' value contains itself`],
  ['a NUL byte', configMap('', 'n\0ul'), `${PARSING} control characters are not allowed`],
  ['an open quote', 'apiVersion: v1\nkind: "ConfigMap\n', 'found unexpected end of stream'],
  ['wrong indents', 'apiVersion: v1\nkind: ConfigMap\n  metadata:\nname: x\n', 'mapping values are not allowed in this context'],
  ['infinity', 'apiVersion: v1\nkind: Pod\nmetadata: { name: g }\nspec: { terminationGracePeriodSeconds: .inf }\n', 'error: error parsing x.yaml: error converting YAML to JSON: json: unsupported value: +Inf'],
  ['a list as key', '? [a, b]\n: c\n', 'yaml: invalid map key'],
  ['no base64', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { a: "not base64!" }\n', 'illegal base64 data at input byte 3'],
  ['a Service without ports', 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { selector: { a: b } }\n', 'spec.ports: Required value'],
  ['a schedule in words', 'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: c }\nspec: { schedule: every day, jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: busybox }] } } } } }\n', 'expected exactly 5 fields, found 2: [every day]'],
  ['a Job that restarts for ever', 'apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec: { template: { spec: { containers: [{ name: c, image: busybox }] } } }\n', 'Required value: valid values: "OnFailure", "Never"'],
];

const TAKEN: readonly (readonly [title: string, manifest: string, words: string])[] = [
  ['JSON', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}', 'configmap/j created\n'],
  ['Windows line ends', 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: crlf\r\n', 'configmap/crlf created\n'],
  ['a byte order mark', `\ufeff${configMap('', 'bom')}`, 'configmap/bom created\n'],
  ['anchors', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: anchor, labels: &l { a: b } }\ndata: *l\n', 'configmap/anchor created\n'],
  ['a List', `apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: ConfigMap, metadata: { name: l1 } }\n- { apiVersion: v1, kind: ConfigMap, metadata: { name: l2 } }\n`, 'configmap/l1 created\nconfigmap/l2 created\n'],
  ['names of JavaScript', configMap('data: { constructor: x, toString: z }\n', 'names'), 'configmap/names created\n'],
];

describe('a manifest', () => {
  test.each(REFUSED)('with %s is refused', (_title, manifest, words) => {
    const { text, exit } = talk.apply(manifest);
    expect(text).toContain(words);
    expect(exit).toBe(1);
  });

  test.each(TAKEN)('with %s is taken', (_title, manifest, words) => {
    expect(talk.apply(manifest)).toEqual({ text: words, exit: 0 });
  });
});

const COMMANDS: readonly (readonly [line: string, exit: number, words: string])[] = [
  ['kubectl gett pods', 1, 'error: unknown command "gett" for "kubectl"'],
  ['kubectl get', 1, 'error: Required resource not specified.'],
  ['kubectl get podz', 1, 'error: the server doesn\'t have a resource type "podz"'],
  ['kubectl get pods --bogus', 1, "error: unknown flag: --bogus\nSee 'kubectl get --help' for usage."],
  ['kubectl get pods -z', 1, "error: unknown shorthand flag: 'z' in -z"],
  ['kubectl get pods -o', 1, "error: flag needs an argument: 'o' in -o"],
  ['kubectl get pods -o nope', 1, 'error: unable to match a printer suitable for the output format "nope"'],
  ['kubectl get pods -o jsonpath={', 1, 'error: error parsing jsonpath {, unclosed action'],
  ['kubectl get pods -l "a in (b"', 1, "found '', expected: ',' or ')'"],
  ['kubectl get pods --field-selector=foo=bar', 1, 'field label not supported: foo'],
  ['kubectl get pod/a/b', 1, 'error: arguments in resource/name form may not have more than one slash'],
  ['kubectl scale deployment web', 1, 'error: required flag(s) "replicas" not set'],
  ['kubectl scale deployment web --replicas=abc', 1, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['kubectl scale deployment web --replicas=-1', 1, 'COUNT must be greater than or equal to 0'],
  ['kubectl scale deployment web --replicas=99999999999', 1, 'json: cannot unmarshal number 99999999999 into Go struct field ScaleSpec.spec.replicas of type int32'],
  ['kubectl delete', 1, 'error: You must provide one or more resources by argument or filename.'],
  ['kubectl delete pods', 1, 'error: resource(s) were provided, but no name was specified'],
  ['kubectl apply -f nope.yaml', 1, 'error: the path "nope.yaml" does not exist'],
  ['kubectl apply', 1, 'error: must specify one of -f and -k'],
  ['kubectl create deployment x', 1, 'error: required flag(s) "image" not set'],
  ['kubectl run x --image=nginx --restart=Sometimes', 1, 'error: invalid restart policy: Sometimes'],
  ['kubectl set image deployment/web', 1, 'error: at least one image update is required'],
  ['kubectl rollout undo deployment/web --to-revision=99', 1, 'error: unable to find specified revision 99 in history'],
  ['kubectl exec nope -- ls', 1, 'Error from server (NotFound): pods "nope" not found'],
  ['kubectl logs', 1, "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'."],
  ['kubectl patch deployment web -p {', 1, 'Error from server (BadRequest): unexpected end of JSON input'],
  [`kubectl patch deployment web -p '{"spec":{"replicas":"x"}}'`, 1, 'unrecognized type: int32'],
  ['kubectl label pods x a=b=c', 1, 'error: invalid label spec: a=b=c'],
  ['kubectl taint nodes worker-1 a=b:Nope', 1, 'error: invalid taint effect: Nope, unsupported taint effect'],
  ['kubectl cordon nope', 1, 'Error from server (NotFound): nodes "nope" not found'],
  ['kubectl explain pods.nope', 1, 'error: field "nope" does not exist'],
  ['kubectl --context=nope get pods', 1, 'context was not found for specified context: nope'],
  ["kubectl get pods 'unclosed", 2, "bash: unexpected EOF while looking for matching `''"],
  ['kubectl get pods | nope', 127, 'bash: nope: command not found'],
  ['kubectl get pods >', 2, "bash: syntax error near unexpected token `newline'"],
  ['kubectl get pods > .', 1, 'bash: .: Is a directory'],
  ['| grep x', 2, "bash: syntax error near unexpected token `|'"],
  ['&& ls', 2, "bash: syntax error near unexpected token `&&'"],
  ['; ls', 2, "bash: syntax error near unexpected token `;'"],
  ['echo a &&', 2, 'bash: syntax error: unexpected end of file'],
  ['nope', 127, 'bash: nope: command not found'],
  ['ls -z', 2, "ls: invalid option -- 'z'\nTry 'ls --help' for more information."],
  ['rm', 1, 'rm: missing operand'],
  ['kubectl get pods | head -n abc', 1, 'head: invalid number of lines: ‘abc’'],
  ['kubectl get pods | grep', 2, 'Usage: grep [OPTION]... PATTERNS [FILE]...'],
  ['kubectl get pods | sort --bogus', 2, "sort: unrecognized option '--bogus'"],
  ['x'.repeat(100_000), 127, 'command not found'],
  [`kubectl ${'--a '.repeat(5000)}`, 1, 'error: unknown flag: --a'],
];

describe('a line', () => {
  test.each(COMMANDS.map(([line, exit, words]) => [line.slice(0, 70), line, exit, words] as const))('%s', (_title, line, exit, words) => {
    const answer = talk.say(line, true);
    expect(answer.text).toContain(words);
    expect(answer.exit).toBe(exit);
  });
});

// ---- the small programs around kubectl, which have languages of their own ----

const PIECES: Readonly<Record<string, readonly string[]>> = {
  jq: ['.', '[]', '|', '.a', '.a[2]', '"x"', '(', ')', 'select(.)', 'map(.b)', 'range(9)', 'reduce .[] as $x (0; . + $x)', 'as $x', '$x', 'if . then 1 end', '?', '//', 'test("(")', 'error', 'limit(1; .)', 'path(..)', 'to_entries', 'splits("a"; null)', '@base64d', 'ltrimstr(1)', 'sub("a"; 1)', 'tojson', 'fromjson', '-1', '* 1e9', 'input', 'getpath([1])', 'setpath([-9]; 1)', 'del(.[])', 'implode', 'strftime("%")', 'tonumber', 'flatten(-1)', 'inside("")', 'limit(-1; .)', '.[1:]', '.[-9]', '{a, b: 1}', 'try', 'catch .', 'def f(x): x;', 'f(.)', ',', 'ascii_downcase', 'first', 'group_by(.a)', 'join(",")', 'tostring * 3', '"\\(.)"', 'env', 'splits(1)', 'min_by(.)', 'indices("")', 'ltrimstr("x")', 'walk(.)', 'recurse', 'input_line_number', 'infinite', 'nan', 'repeat(.)', 'while(true; .)'],
  awk: ['BEGIN', 'END', '{', '}', 'print', '$0', '$(-1)', '$(1e9)', 'NF=-1', 'NF=3', 'printf "%d %c %s\\n", $1', 'substr($0, -1, 1e9)', 'split($0, a, "(")', 'a["x"]', 'for (k in a)', '/(/', '/a/', 'gsub(/a/, "&&")', 'x = 1/0', 'length', 'sprintf("%*d")', 'delete a', 'next', 'exit', ';', 'NR==1', '!', '~', 'in', 'while (0)', ',', '"s"', '++x', '--', 'FS=""', 'toupper($0)', 'index("", "")', 'match($0, "[")', '?', ':', '1', 'printf "%"', 'printf "%99999999d %.300f", 1, 2', 'x = x x "y"', 'do', 'substr("abc", nan)', 'NF=1e9', '$(1e9)=1'],
  sed: ['s/a/b/', 's/(/x/g', 's/\\(a/x/', 's/a/\\9/', 'y/ab/c/', 'y/ab/cd/', '1,$d', '$!N', 'p', 'n;n', '/[/d', '/a/,/b/p', 's/a/b/99', '1~2p', 'c x', 'q', '=', '{', '}', ';', 's/', 's/a', '0p', '9999999999p', 's/x*/-/g', 'D', 'b', ':x'],
  grep: ['(', '[', '*', '\\(', '\\)', '\\1', 'a\\{1', '[[:nope:]]', '[z-a]', '^', '$', '+', '?', '.', 'a|b', '\\', '-E', '-A', '-P', '-o', '-c', '-m', '-1', 'x'],
};
const script = fc.constantFrom('jq', 'awk', 'sed', 'grep').chain((tool) => fc.array(fc.constantFrom(...(PIECES[tool] as readonly string[])), { minLength: 1, maxLength: 6 }).map((pieces) => `echo '{"a":[1,"x",{"b":null}]}' | ${tool} ${tool === 'grep' ? pieces.map((p) => `'${p}'`).join(' ') : `'${pieces.join(' ')}'`}`));

test('whatever a small program is told, it ends and the simulation goes on', () => {
  fc.assert(
    fc.property(script, (told) => typeof talk.say(told, true).exit === 'number'),
    { seed: 11, numRuns: 400, endOnFailure: true },
  );
});

test('nor does it stand still for what is told to those in a container', () => {
  talk.say('kubectl run box --image=busybox -- sleep 99999; sleep 9', true);
  fc.assert(
    fc.property(
      script.filter((told) => !told.includes('| jq')),
      (told) => typeof talk.say(told.replace('| ', '| kubectl exec -i box -- '), true).exit === 'number',
    ),
    { seed: 13, numRuns: 200, endOnFailure: true },
  );
  expect(talk.say("printf 'a\\nEvents:\\n  x\\nb\\n' | kubectl exec -i box -- grep -A1 Events", true).text).toBe('Events:\n  x\n');
});

test('who is asked in another language than its own says so', () => {
  const refused = talk.say(`kubectl proxy --port=8001 & sleep 1; curl -s -X PATCH -H 'Content-Type: application/merge-patch+json' -d 'xx' localhost:8001/apis/apps/v1/namespaces/default/deployments/web/scale; kill %1`, true);
  expect(refused.text).toContain("invalid character 'x' looking for beginning of value");
  talk.say('kubectl run db --image=mysql:8.4 --env=MYSQL_ROOT_PASSWORD=x; kubectl run site --image=nginx; sleep 20', true);
  talk.say('sleep 9; kubectl expose pod site --port=3306 --target-port=80', true);
  expect(talk.say('kubectl exec db -- mysql -uroot -px -h site -e "show databases"', true).text).toContain('ERROR 2013 (HY000): Lost connection to MySQL server');
  talk.say('kubectl exec db -- mysql -uroot -px -e "create database d; use d; create table t (id int)"', true);
  talk.say(`kubectl exec db -- sh -c 'echo "{}" > /var/lib/mysql/d/t.ibd'`, true);
  expect(talk.say('kubectl exec db -- mysql -uroot -px d -e "select * from t"', true).text).toContain('corrupted');
});

// ---- at random ----

const word = fc.constantFrom('kubectl', 'get', 'apply', '-f', 'x.yaml', 'pods', 'deployment', 'web', 'delete', '-o', 'yaml', '-l', 'a=b', '--all', '-A', '|', 'grep', '>', '&&', ';', '"', "'", '\\', '$', '{}', '--replicas=2', 'scale', 'describe', 'logs', '-n', 'kube-system', '', '\0', '파드', '--', '-', '=', ',', '/', 'exec', 'patch', '-p', '{"spec":null}', '--type=json', '[]', 'rollout', 'undo', 'label', 'create', 'run', '--image=nginx', '--dry-run=client', 'explain', 'pods.spec', 'wait', '--for=delete', '--timeout=1s', 'node/worker-1', 'drain', 'top', 'auth', 'can-i', '-v=8', '-h');
const line = fc.oneof({ weight: 4, arbitrary: fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => ['kubectl', ...words].join(' ')) }, { weight: 1, arbitrary: fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')) }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) });
const key = fc.constantFrom('apiVersion', 'kind', 'metadata', 'name', 'spec', 'containers', 'image', 'replicas', 'selector', 'template', 'labels', 'ports', 'data', 'status', 'items', 'ownerReferences', 'finalizers', 'resources');
const scalar = fc.oneof(fc.constantFrom<unknown>('v1', 'apps/v1', 'Pod', 'Deployment', 'List', 'x', '', null, true, -1, 1.5, 1e21, '9'.repeat(30), '1Gi', 'a/b', '\u0000'), fc.string({ maxLength: 8 }), fc.integer());
const tree = fc.letrec<{ any: unknown; map: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalar, tie('map'), fc.array(tie('any'), { maxLength: 3 })),
  map: fc.dictionary(key, tie('any'), { maxKeys: 5 }),
})).any;
/** A right manifest with one thing in it that is not. */
const bent = fc.tuple(fc.constantFrom(pod(), deployment('replicas: 2'), configMap('data: { a: b }\n')), fc.nat(), fc.constantFrom('', '\t', ' ', ':', '"', '{', '- ', '\0', '&a ', '*a', '!', '|', '\n', '---\n', 'null', '-1')).map(([text, at, piece]) => text.slice(0, at % text.length) + piece + text.slice((at % text.length) + (at % 3)));
const manifest = fc.oneof(bent, tree.map((value) => JSON.stringify(value)), fc.record({ apiVersion: fc.constantFrom('v1', 'apps/v1'), kind: fc.constantFrom('Pod', 'Deployment', 'ConfigMap', 'Service'), metadata: fc.oneof(fc.constant({ name: 'f' }), tree), spec: tree }).map((value) => JSON.stringify(value)));
const act = fc.oneof(fc.record({ line }), fc.record({ manifest }));

test('whatever is said, the simulation goes on, answers, and does the same again from its record', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 15, maxLength: 25 }), (acts) => {
      const { session } = new TalkOf(acts);
      const again = new Session(session.record());
      again.runTo(session.kernel.now);
      return traceHash(again.kernel) === traceHash(session.kernel);
    }),
    { seed: 7, numRuns: 6, endOnFailure: true },
  );
});

class TalkOf extends Talk {
  constructor(acts: readonly ({ readonly line: string } | { readonly manifest: string })[]) {
    super();
    for (const one of acts) {
      const { exit } = 'line' in one ? this.say(one.line, true) : this.apply(one.manifest);
      expect(exit, JSON.stringify(one)).toBeTypeOf('number');
    }
  }
}
