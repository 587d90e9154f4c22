// The tour, inside a Pod: containers that share and that collide, too much memory, probes, the time of grace, settings
// that change in a running Pod, and the two kinds of healing.

import { apply, caption, expect, expectAccessible, inspector, line, openEmpty, paste, playback, pods, stage, stepBackTo, terminal, test, type, WHILE_IT_PLAYS } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const tile = (page: Page, name: string, word: string): Locator => stage(page).getByTitle(new RegExp(`^${name}: (${word})`));
const toEnd = (page: Page): Promise<void> => playback(page).getByRole('button', { name: 'To the end of what is known' }).click();

const TROUBLE = `apiVersion: v1
kind: Pod
metadata: { name: hog }
spec:
  restartPolicy: Never
  containers:
  - { name: hog, image: polinux/stress, command: [stress, --vm, "1", --vm-bytes, 250M], resources: { limits: { memory: 100Mi } } }
---
apiVersion: v1
kind: Pod
metadata: { name: clash }
spec:
  restartPolicy: Never
  containers:
  - { name: first, image: "nginx:1.27" }
  - { name: second, image: "httpd:2.4" }
---
apiVersion: v1
kind: Pod
metadata: { name: shared }
spec:
  volumes: [{ name: html, emptyDir: {} }]
  initContainers:
  - { name: write, image: "busybox:1.36", command: [sh, -c, "echo hello from the init container > /html/index.html"], volumeMounts: [{ name: html, mountPath: /html }] }
  - { name: sidecar, image: "busybox:1.36", restartPolicy: Always, command: [sleep, infinity] }
  containers:
  - { name: web, image: "nginx:1.27", volumeMounts: [{ name: html, mountPath: /usr/share/nginx/html }] }
  - { name: shell, image: "busybox:1.36", command: [sleep, infinity] }
`;

test('one address, one volume, one set of ports; memory beyond the limit', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await paste(page, TROUBLE);
  await apply(page);
  await expect(tile(page, 'hog', 'OOMKilled')).toBeVisible(WHILE_IT_PLAYS);
  await expect(tile(page, 'clash', 'Error')).toBeVisible(WHILE_IT_PLAYS);
  await expect(tile(page, 'shared', 'Running')).toBeVisible(WHILE_IT_PLAYS);

  // Who speaks to localhost speaks to the other container of the Pod; the file was written by one that has ended.
  await type(page, 'kubectl exec shared -c shell -- wget -qO- localhost');
  await expect(line(page, 'hello from the init container')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'a=$(kubectl exec shared -c web -- hostname -i); b=$(kubectl exec shared -c shell -- hostname -i); [ "$a" = "$b" ] && echo "both are $a"');
  await expect(line(page, /^both are 10\.244\.\d\.\d+$/)).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get pod shared -o wide');
  await expect(line(page, /^shared +3\/3 +Running/)).toBeVisible(WHILE_IT_PLAYS);
  // The second finds the port taken, in its program's own words.
  await type(page, 'kubectl logs clash -c second');
  await expect(line(page, '(98)Address already in use: AH00072').first()).toBeVisible(WHILE_IT_PLAYS);
  await type(page, "kubectl get pod hog -o jsonpath='{.status.containerStatuses[0].state.terminated.reason} {.status.containerStatuses[0].state.terminated.exitCode}'");
  await expect(line(page, 'OOMKilled 137')).toBeVisible(WHILE_IT_PLAYS);

  // The object says so, too, and the story: who ended, and with which code.
  await tile(page, 'hog', 'OOMKilled').click();
  await inspector(page).getByRole('tab', { name: 'Object' }).click();
  await expect(inspector(page)).toContainText('OOMKilled', WHILE_IT_PLAYS);
  await expectAccessible(page);
  await stepBackTo(page, /kubelet on worker-\d: second ended with exit code 1 → PATCH status Error/);
  await stepBackTo(page, /kubelet on worker-\d: over its memory limit \(137\) → PATCH status OOMKilled/);
  await stepBackTo(page, /reports shared → PATCH status Init:/);
});

const WATCHED = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { colour: blue }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  terminationGracePeriodSeconds: 20
  volumes: [{ name: settings, configMap: { name: settings } }]
  containers:
  - name: web
    image: nginx:1.27
    env: [{ name: COLOUR, valueFrom: { configMapKeyRef: { name: settings, key: colour } } }]
    volumeMounts: [{ name: settings, mountPath: /settings }]
    readinessProbe: { httpGet: { path: /index.html, port: 80 }, periodSeconds: 2, failureThreshold: 2 }
    lifecycle: { preStop: { exec: { command: [sleep, "5"] } } }
---
apiVersion: v1
kind: Pod
metadata: { name: sick }
spec:
  containers:
  - name: sick
    image: nginx:1.27
    livenessProbe: { httpGet: { path: /healthz, port: 80 }, periodSeconds: 2, failureThreshold: 2 }
`;

test('probes, settings that change in a running Pod, and the time of grace', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await paste(page, WATCHED);
  await apply(page);
  await expect(tile(page, 'web', 'Running')).toBeVisible(WHILE_IT_PLAYS);
  await expect(stage(page)).toContainText(/Service\s*web\s*ready\s*1/, WHILE_IT_PLAYS);
  // A liveness probe has the container started again and again.
  await expect(tile(page, 'sick', 'CrashLoopBackOff|Running, [2-9] restarts')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl delete pod sick --now');
  await expect(tile(page, 'sick', '.')).toHaveCount(0, WHILE_IT_PLAYS);

  // A volume follows its ConfigMap; the environment stays what it was.
  await type(page, `kubectl patch configmap settings -p '{"data":{"colour":"green"}}'`);
  await expect(line(page, 'configmap/settings patched')).toBeVisible(WHILE_IT_PLAYS);
  // Told of any change of the Pod, its kubelet looks at once; by itself it looks about once a minute.
  await type(page, 'kubectl annotate pod web look=again');
  await expect(line(page, 'pod/web annotated')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'sleep 1; kubectl exec web -- sh -c \'echo volume $(cat /settings/colour), environment $COLOUR\'');
  await expect(line(page, 'volume green, environment blue')).toBeVisible(WHILE_IT_PLAYS);

  // A readiness probe only takes it out of the Service.
  await type(page, 'kubectl exec web -- rm /usr/share/nginx/html/index.html');
  await expect(stage(page)).toContainText(/Service\s*web\s*ready\s*0/, WHILE_IT_PLAYS);
  await type(page, 'kubectl get pod web');
  await expect(line(page, /^web +0\/1 +Running +0 /)).toBeVisible(WHILE_IT_PLAYS);

  await type(page, "kubectl exec web -- sh -c 'echo hello > /usr/share/nginx/html/index.html'");
  await expect(stage(page)).toContainText(/Service\s*web\s*ready\s*1/, WHILE_IT_PLAYS);

  // preStop first, within the time of grace; then the signal.
  await type(page, 'kubectl delete pod web');
  await expect(tile(page, 'web', '.')).toHaveCount(0, WHILE_IT_PLAYS);
  await toEnd(page);
  await expectAccessible(page);
  await stepBackTo(page, /kubelet on worker-\d: the container of web has ended/);
  await stepBackTo(page, /lets web run its preStop hook first|stops web: it has 20 s to end/);
  await stepBackTo(page, /EndpointSlice controller hears web is not ready → PUT 0 endpoints/);
  await stepBackTo(page, /the readiness probe of web fails/);
});

test('a container dies and its Pod stays; a Pod dies and its controller makes another', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(2, WHILE_IT_PLAYS);
  const names = await pods(page).evaluateAll((tiles) => tiles.map((t) => (t.getAttribute('title') ?? '').replace(/:.*/, '')));
  const [first = '', second = ''] = names;
  // From the Pod itself, by the keyboard and by the mouse.
  await pods(page).filter({ has: page.locator('xpath=.') }).first().focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Kill container nginx' }).press('Enter');
  await expect(tile(page, first, 'Running, 1 restart')).toBeVisible(WHILE_IT_PLAYS);
  await tile(page, second, 'Running').click({ button: 'right' });
  await page.getByRole('menuitem', { name: `kubectl delete pod ${second}` }).click();
  await expect(stage(page).getByTitle(new RegExp(`^${second}`))).toHaveCount(0, WHILE_IT_PLAYS);
  await expect(stage(page).getByTitle(/^web-.*: Running/)).toHaveCount(2, WHILE_IT_PLAYS);
  // Side by side: the one with its name and a restart, the other with another name and none.
  await expect(tile(page, first, 'Running, 1 restart')).toBeVisible();
  await expect(stage(page).getByTitle(/^web-.*: Running$/)).toHaveCount(1);
  await expect(terminal(page)).toContainText(`kubectl delete pod ${second}`);
  await expectAccessible(page);
  await stepBackTo(page, /ReplicaSet controller: 2 wanted, 1 exists → POST pods ×1/);
  await stepBackTo(page, /containerd on worker-\d starts the container of …/);
  await stepBackTo(page, /Fault: container nginx is killed/);
  // Before it, it has never happened.
  await playback(page).getByRole('button', { name: 'One step back' }).click();
  await expect(tile(page, first, 'Running$')).toBeVisible();
  await expect(caption(page)).not.toContainText('Fault');
});
