import { expect, test } from 'vitest';
import { fixAll } from './fixAll.ts';
import { lint } from './lint.ts';
import { testCluster } from './testing/testCluster.ts';

const { live, cache } = testCluster();
const problemsOf = (text: string) => lint(live, text, 'x.yaml', cache).problems;
const errors = (text: string): readonly string[] => problemsOf(text).filter((p) => p.severity === 'error').map((p) => p.message);
const firstFix = (text: string): string | undefined => problemsOf(text).find((p) => p.fix)?.fix?.title.replace('editor.fix', '');

/** The classics of old blogs and of tired fingers: wrong, which fix is offered first, and what all fixes make of it. */
const cases: readonly { readonly name: string; readonly fix: string; readonly wrong: string; readonly right: string }[] = [
  {
    name: 'a blog from the days of extensions/v1beta1',
    fix: 'ChangeApiVersion',
    wrong: `apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: nginx-deployment
spec:
  replicas: 3
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.27 # the newest
        ports:
        - containerPort: 80
`,
    right: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.27 # the newest
        ports:
        - containerPort: 80
`,
  },
  {
    name: 'no apiVersion, no selector, no labels',
    fix: 'ApiVersion',
    wrong: `kind: Deployment
metadata:
  name: web
spec:
  replicas: "2"
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27
`,
    right: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
`,
  },
  {
    name: 'labels that the selector does not find, written on one line',
    fix: 'MatchLabels',
    wrong: 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: { app: web, tier: front }\n  template:\n    metadata:\n      labels: { app: wbe }\n    spec:\n      containers: [{ name: web, image: nginx:1.27 }]\n',
    right: 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: { app: web, tier: front }\n  template:\n    metadata:\n      labels: { tier: front, app: web }\n    spec:\n      containers: [{ name: web, image: nginx:1.27 }]\n',
  },
  {
    name: 'empty labels',
    fix: 'TemplateLabels',
    wrong: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.27\n',
    right: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.27\n',
  },
  {
    name: 'misspelt fields of a Service',
    fix: 'FieldName',
    wrong: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selctor:\n    app: web\n  ports:\n  - port: 80\n    containerPort: 8080\n',
    right: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    targetPort: 8080\n',
  },
  {
    name: 'a Service with the selector of a Deployment',
    fix: 'Flatten',
    wrong: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  ports:\n  - port: 80\n',
    right: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n',
  },
  {
    name: 'ports a level too high',
    fix: 'MoveIn',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n  ports:\n  - containerPort: 80\n    name: http\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    ports:\n    - containerPort: 80\n      name: http\n',
  },
  {
    name: 'replicas a level too low',
    fix: 'MoveOut',
    wrong: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    replicas: 2\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.27\n',
    right: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.27\n  replicas: 2\n',
  },
  {
    name: 'tabs',
    fix: 'Tabs',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\nspec:\n\tcontainers:\n\t- name: web\n\t  image: nginx:1.27\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
  },
  {
    name: 'a line that is indented by one too many',
    fix: 'Indent',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n     image: nginx:1.27\n    command: ["sleep", "5"]\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    command: ["sleep", "5"]\n',
  },
  {
    name: 'a colon without a blank',
    fix: 'Space',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name:web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
  },
  {
    name: 'a blank in an image name',
    fix: 'QuoteText',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx: 1.27\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
  },
  {
    name: 'one container, not a list of them; numbers where text is wanted; a command in one piece',
    fix: 'Quote',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    version: 2\nspec:\n  containers:\n    name: web\n    image: busybox:1.36\n    command: sleep 3600\n    env:\n      - name: PORT\n        value: 8080\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    version: "2"\nspec:\n  containers:\n    - name: web\n      image: busybox:1.36\n      command: [sleep, "3600"]\n      env:\n        - name: PORT\n          value: "8080"\n',
  },
  {
    name: 'quantities as people say them',
    fix: 'Quantity',
    wrong: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    resources:\n      requests:\n        cpu: 1 core\n        memory: 64MB\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    resources:\n      requests:\n        cpu: 1\n        memory: 64M\n',
  },
  {
    name: 'a Job that would run for ever',
    fix: 'AddField',
    wrong: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec:\n  template:\n    spec:\n      containers:\n      - name: once\n        image: busybox:1.36\n',
    right: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: once\n        image: busybox:1.36\n',
  },
  {
    name: 'wrong case: kind, enum, name',
    fix: 'ChangeKind',
    wrong: 'apiVersion: v1\nkind: pod\nmetadata:\n  name: My_Web\nspec:\n  restartPolicy: never\n  containers:\n  - name: web\n    image: nginx:1.27\n',
    right: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: my-web\nspec:\n  restartPolicy: Never\n  containers:\n  - name: web\n    image: nginx:1.27\n',
  },
  {
    name: 'no name at all, and two ports without names',
    fix: 'Name',
    wrong: 'apiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n  - port: 9999\n',
    right: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    name: http\n  - port: 9999\n    name: port-9999\n',
  },
  {
    name: 'a namespace that is not there',
    fix: 'AddNamespace',
    wrong: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\n',
    right: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\n',
  },
];

for (const { name, fix, wrong, right } of cases) {
  test(name, () => {
    expect(firstFix(wrong)).toBe(fix);
    expect(fixAll(wrong, problemsOf)).toBe(right);
    expect(errors(right)).toEqual([]);
  });
}

test('fixes stay within their document, and "fix all" can be kept to one', () => {
  const bad = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  nmae: ${name}\n`;
  const text = `${bad('a')}---\n${bad('b')}`;
  expect(fixAll(text, problemsOf, 1)).toBe(`${bad('a')}---\n${bad('b').replace('nmae', 'name')}`);
});
