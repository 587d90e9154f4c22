// Journey 2: somebody pastes a manifest into an empty editor, presses Ctrl+Enter and watches.

import { editor, expect, expectAccessible, expectAtRest, expectPods, line, openEmpty, paste, pods, stage, test, WHILE_IT_PLAYS } from './page.ts';

const MANIFEST = `apiVersion: apps/v1
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
      - name: httpd
        image: httpd:2.4
`;

test('a pasted manifest is applied and becomes ready', async ({ page }) => {
  await openEmpty(page);
  await paste(page, MANIFEST);
  await expect(editor(page).getByText('httpd:2.4')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');

  await expect(line(page, 'kubectl apply -f')).toBeVisible(WHILE_IT_PLAYS);
  await expect(line(page, 'deployment.apps/web created')).toBeVisible(WHILE_IT_PLAYS);
  // What became of it stands beside its first line as well.
  await expect(editor(page).getByText(/^created/)).toBeVisible(WHILE_IT_PLAYS);
  await expectPods(page, /Running/, 2);
  await expectAtRest(page);
  await expect(stage(page).getByRole('group', { name: 'etcd' })).toContainText('deployments');
  await expectAccessible(page);
});

test('a dry run asks the server and changes nothing', async ({ page }) => {
  await openEmpty(page);
  await paste(page, MANIFEST);
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(line(page, 'deployment.apps/web created (server dry run)')).toBeVisible(WHILE_IT_PLAYS);
  await expect(editor(page).getByText('created, dry run')).toBeVisible(WHILE_IT_PLAYS);
  await expectAtRest(page);
  await expect(pods(page)).toHaveCount(0);
  await expect(stage(page).getByRole('group', { name: 'etcd' })).not.toContainText('deployments');
  await expectAccessible(page);
});
