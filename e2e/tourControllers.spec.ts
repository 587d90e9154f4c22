// The tour, controllers: a label taken and given back, owners that go without their Pods, and who makes what in which order.

import { apply, expect, expectAccessible, line, openEmpty, paste, pods, stage, stepBackTo, test, type, WHILE_IT_PLAYS } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const tiles = (page: Page, title: RegExp): Locator => stage(page).getByTitle(title);

test('a Pod without its label is replaced; given back it is one too many; its owners go, and it stays', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await type(page, 'kubectl create deployment web --image=nginx --replicas=2');
  await expect(tiles(page, /^web-.*: Running$/)).toHaveCount(2, WHILE_IT_PLAYS);
  const [first = ''] = await pods(page).evaluateAll((all) => all.map((tile) => (tile.getAttribute('title') ?? '').replace(/:.*/, '')));
  await type(page, `kubectl label pod ${first} app=debug --overwrite`);
  await expect(tiles(page, /^web-.*: Running$/)).toHaveCount(3, WHILE_IT_PLAYS);
  await type(page, `kubectl label pod ${first} app=web --overwrite`);
  await expect(tiles(page, /^web-/)).toHaveCount(2, WHILE_IT_PLAYS);
  // The one that came back is the older one: the younger had to go.
  await expect(tiles(page, new RegExp(`^${first}: Running$`))).toBeVisible();

  await type(page, 'kubectl delete deployment,rs -l app=web --cascade=orphan');
  await expect(line(page, 'deployment.apps "web" deleted')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get deploy,rs,pods -o name');
  await expect(line(page, /^pod\/web-/)).toHaveCount(2, WHILE_IT_PLAYS);
  await expect(line(page, /^(deployment|replicaset)\.apps\/web/)).toHaveCount(0);
  await expect(tiles(page, /^web-.*: Running$/)).toHaveCount(2);
  await expectAccessible(page);
  await stepBackTo(page, /ReplicaSet controller: 2 wanted, 3 exist → DELETE pods ×1/);
  await stepBackTo(page, /ReplicaSet controller: 2 wanted, 1 exists → POST pods ×1/);
});

const MANY = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 2
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "redis:7" }] }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: "busybox:1.36", command: [sleep, infinity] }] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: many }
spec:
  completions: 3
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: work, image: "busybox:1.36", command: [sleep, "1"] }]
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: work, image: "busybox:1.36", command: [echo, tick] }]
`;

test('in order, on every node, so many times, each minute', async ({ page }) => {
  test.slow();
  await openEmpty(page, '10 : 1');
  await paste(page, MANY);
  await apply(page);
  await expect(tiles(page, /^db-1: Running$/)).toBeVisible(WHILE_IT_PLAYS);
  for (const node of ['worker-1', 'worker-2', 'worker-3']) await expect(stage(page).getByRole('group', { name: node }).getByTitle(/^agent-\w+: Running$/)).toHaveCount(1, WHILE_IT_PLAYS);
  await expect(tiles(page, /^many-\w+: Completed$/)).toHaveCount(3, WHILE_IT_PLAYS);
  await expect(tiles(page, /^tick-\d+-\w+: Completed$/).first()).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get jobs');
  await expect(line(page, /^many +Complete +3\/3 /)).toBeVisible(WHILE_IT_PLAYS);
  await expectAccessible(page);
  await stepBackTo(page, /CronJob controller: the time has come → POST Job/);
  await stepBackTo(page, /Job controller: many has ended → PUT status Complete/);
  await stepBackTo(page, /StatefulSet controller: db-1 is next → POST Pod/);
  await stepBackTo(page, /DaemonSet controller: 3 nodes, 0 with a Pod → POST pods ×3/);
  await stepBackTo(page, /StatefulSet controller: db-0 is next → POST Pod/);
});
