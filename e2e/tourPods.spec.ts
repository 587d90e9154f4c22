// Journeys: the tour's Pods. By command and by file: dry runs, redirects that the editor shows, edit, apply, replace,
// delete; and what runs in them, from outside and from inside.

import type { Locator, Page } from '@playwright/test';
import { apply, editor, expect, expectAccessible, expectAtRest, inspector, line, manifest, newFile, open, paste, setSpeed, stage, stepBackTo, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';

const file = (page: Page, name: string): Locator => editor(page).getByRole('tab', { name, exact: true });
const tile = (page: Page, title: RegExp): Locator => stage(page).getByTitle(title);

async function says(page: Page, command: string, ...answers: readonly (RegExp | string)[]): Promise<void> {
  await type(page, command);
  for (const answer of answers) await expect(line(page, answer).last()).toBeVisible(WHILE_IT_PLAYS);
}

test.beforeEach(async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await setSpeed(page, '10 : 1');
});

test('a Pod by command and by file', async ({ page }) => {
  // A dry run makes nothing; with -o yaml it is a manifest, and the redirect a file that the editor shows.
  await says(page, 'kubectl run web --image=nginx:1.27 --port=80 --dry-run=client', 'pod/web created (dry run)');
  await expect(tile(page, /^web: /)).toHaveCount(0);
  await type(page, 'kubectl run web --image=nginx:1.27 --port=80 --dry-run=client -o yaml > web.yaml');
  await expect(file(page, 'web.yaml')).toHaveAttribute('aria-selected', 'true', WHILE_IT_PLAYS);
  await expect(editor(page)).toContainText('containerPort: 80');
  await apply(page);
  await expect(line(page, 'pod/web created').last()).toBeVisible(WHILE_IT_PLAYS);
  await expect(tile(page, /^web: Running/)).toBeVisible(WHILE_IT_PLAYS);
  await expectAtRest(page);
  await stepBackTo(page, /kubectl.* → POST Pod/);
  await toLatest(page);

  // What the cluster made of it, as another file; the first one edited and applied once more.
  await type(page, 'kubectl get pod web -o yaml > live.yaml');
  await expect(file(page, 'live.yaml')).toHaveAttribute('aria-selected', 'true', WHILE_IT_PLAYS);
  await expect(editor(page)).toContainText('creationTimestamp:');
  await file(page, 'web.yaml').click();
  await paste(page, 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    tier: front\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    ports:\n    - containerPort: 80\n');
  await apply(page);
  await expect(line(page, 'pod/web configured')).toBeVisible(WHILE_IT_PLAYS);
  await says(page, 'kubectl get pods -l tier=front -L tier', /^web +1\/1 +Running .*front/);

  // kubectl edit opens the editor; what is saved there is sent.
  await type(page, 'kubectl edit pod web');
  await expect(file(page, 'edit-web.yaml')).toHaveAttribute('aria-selected', 'true', WHILE_IT_PLAYS);
  await expect(editor(page)).toContainText('Please edit the object below');
  await expectAccessible(page);
  await manifest(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await paste(page, text.replace('tier: front', 'tier: back'));
  await editor(page).getByRole('button', { name: 'Save', exact: false }).click();
  await expect(line(page, 'pod/web edited')).toBeVisible(WHILE_IT_PLAYS);
  await says(page, 'kubectl replace --force -f web.yaml', 'pod/web replaced');
  await says(page, 'kubectl delete pod web --now', /^pod "web" deleted/);
  await expect(tile(page, /^web: /)).toHaveCount(0, WHILE_IT_PLAYS);
});

test('namespaces, a Pod that one listens to, and Pods taken away at once or all together', async ({ page }) => {
  await says(page, 'kubectl create namespace dev; kubectl run web -n dev --image=nginx:1.27; kubectl run talker -n dev --image=busybox -- sh -c "while true; do echo tick; sleep 1; done"', 'namespace/dev created', 'pod/talker created');
  await expect(tile(page, /^talker: Running/)).toBeVisible(WHILE_IT_PLAYS);
  await says(page, 'kubectl get pods -n dev', /^talker +1\/1 +Running/);
  await says(page, 'kubectl get pod talker', 'Error from server (NotFound): pods "talker" not found');
  await type(page, 'kubectl attach talker -n dev');
  // What was said before is not shown again; what it says from now on is.
  await expect(line(page, /^tick$/).first()).toBeVisible(WHILE_IT_PLAYS);
  await page.keyboard.press('Control+c');
  await says(page, 'kubectl delete pod talker -n dev --force', 'Warning: Immediate deletion does not wait for', 'pod "talker" force deleted from dev namespace');
  await expect(tile(page, /^talker: /)).toHaveCount(0, WHILE_IT_PLAYS);
  await says(page, 'kubectl config set-context --current --namespace=dev; kubectl delete pods --all --now', 'pod "web" deleted from dev namespace');
  await expect(tile(page, /^web: /)).toHaveCount(0, WHILE_IT_PLAYS);
});

const named = (name: string, container: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - { name: ${name}, ${container} }\n`;
const PROGRAMS = [
  named('web', 'image: nginx:1.27'),
  named('box', 'image: busybox, command: [sleep, "9999"]'),
  named('boot', 'image: springio/gs-spring-boot-docker'),
  named('thing', 'image: "ghcr.io/acme/thing:1.0"'),
].join('---\n');
const FAILING = [named('crash', 'image: kubestage/crasher'), named('hog', 'image: polinux/stress, command: [stress, --vm, "1", --vm-bytes, 150M], resources: { limits: { memory: 100Mi } }')].join('---\n');

test('what runs in Pods: a server, a Spring service, a stand-in, one that crashes, one that eats memory', async ({ page }) => {
  await newFile(page);
  await paste(page, PROGRAMS);
  await apply(page);
  for (const name of ['web', 'box', 'boot', 'thing']) await expect(tile(page, new RegExp(`^${name}: Running`))).toBeVisible(WHILE_IT_PLAYS);
  await expectAtRest(page);

  await says(page, 'kubectl logs boot | grep -o "Started Hello.* seconds "', /^Started HelloApplication in \d\.\d+ seconds/);
  await says(page, 'kubectl port-forward pod/boot 8080:8080 &', 'Forwarding from 127.0.0.1:8080 -> 8080');
  await says(page, 'curl -s localhost:8080; kubectl exec box -- ps', /Hello/, /1 root +sleep 9999/);

  // Inside: a shell of one's own, until exit.
  await says(page, 'kubectl exec -it web -- sh', /^\/ # $/);
  await expectAtRest(page);
  await says(page, 'curl -s localhost | grep title; env | grep ^HOST; cat /etc/os-release | head -1', '<title>Welcome to nginx!</title>', 'HOSTNAME=web', 'Debian GNU/Linux 12');
  await says(page, 'exit', /^\$ $/);
  await says(page, 'kubectl cp web:/etc/hostname name.txt; cat name.txt', /^web$/);

  // Nobody has written that program: the page says so.
  await expectAtRest(page);
  await tile(page, /^thing: Running/).click();
  await inspector(page).getByRole('tab', { name: 'Object' }).click();
  await expect(inspector(page)).toContainText('in thing a stand-in runs');
  await expectAccessible(page);
  await says(page, 'kubectl delete pods web box boot thing', /^pod "thing" deleted/);
  for (const name of ['web', 'box', 'boot', 'thing']) await expect(tile(page, new RegExp(`^${name}: `))).toHaveCount(0, WHILE_IT_PLAYS);

  await expectAtRest(page);
  await paste(page, FAILING);
  await apply(page);
  await expect(tile(page, /^crash: (Error|CrashLoopBackOff)/)).toBeVisible(WHILE_IT_PLAYS);
  await expect(tile(page, /^hog: (OOMKilled|CrashLoopBackOff)/)).toBeVisible(WHILE_IT_PLAYS);
});
