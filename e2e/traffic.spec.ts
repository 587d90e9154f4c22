// Requests through the cluster's network: one, hop by hop, with the name server, the choice of kube-proxy and the answer; and
// many at a rate, which a careless rollout loses some of and a careful one none.

import type { Locator, Page } from '@playwright/test';
import { apply, caption, expect, expectAccessible, expectAtRest, expectPods, inspector, line, milestones, open, openEmpty, paste, playback, stage, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: nginx, image: "nginx:1.27" }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, nodePort: 30080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec:
  containers:
  - { name: sh, image: "busybox:1.36", command: [sleep, "3600"] }
---
apiVersion: v1
kind: Service
metadata: { name: balanced }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: wish }
spec:
  defaultBackend: { service: { name: web, port: { number: 80 } } }
`;

/** What the flags of requests on the stage say. */
const onTheWay = (page: Page): Promise<string> => stage(page).locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).dataset.hops ?? '');

/** Goes back hop by hop, standing still at each, until the caption says this. */
async function hopBackTo(page: Page, sentence: RegExp, most = 40): Promise<void> {
  const settled = (): Promise<void> => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))));
  for (let i = 0; i < most; i++) {
    await settled();
    if (sentence.test(await caption(page).innerText())) break;
    await playback(page).getByRole('button', { name: 'One step back' }).click();
  }
  await expect(caption(page)).toHaveText(sentence);
}

/** To the end of what is known, where the playhead may stand already. */
async function toEnd(page: Page): Promise<void> {
  const button = playback(page).getByRole('button', { name: /^To latest/ });
  if (await button.isEnabled()) await button.click();
}

async function look(page: Page, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill(name);
  await page.getByRole('option', { name: new RegExp(name) }).first().click();
  await page.getByRole('tab', { name: 'Object' }).click();
}

test('a request goes through the cluster hop by hop', async ({ page }) => {
  await openEmpty(page, '10 : 1');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await paste(page, WEB);
  await apply(page);
  await expectPods(page, /Running/, 3);
  await page.getByRole('radio', { name: 'hop', exact: true }).click();

  await test.step('from a Pod: the name server, the rules of its node, a Pod, the answer', async () => {
    await type(page, 'kubectl exec client -- wget -qO- http://web');
    await expect(line(page, 'Welcome to nginx!').first()).toBeVisible(WHILE_IT_PLAYS);
    await expectAtRest(page);
    await toEnd(page);
    await expect(milestones(page).last()).toHaveAccessibleName(/answer 200/);
    await hopBackTo(page, /^client hears 200 from …\w{5}$/);
    await expect.poll(() => onTheWay(page)).toContain('200 OK');
    await hopBackTo(page, /^kube-proxy on worker-\d: 10\.[\d.]+:80 → …\w{5} at 10\.244\.[\d.]+:80, one of 2$/);
    await expect.poll(() => onTheWay(page)).toContain('GET / 1 of 2');
    await expect(inspector(page)).toContainText('Service default/web');
    await expect(inspector(page)).toContainText('one of 2');
    await hopBackTo(page, /^client hears: web\.default\.svc\.cluster\.local is 10\.[\d.]+$/);
    await hopBackTo(page, /^client asks CoreDNS: where is web\.default\.svc\.cluster\.local\?$/);
    await expect.poll(() => onTheWay(page)).toContain('DNS web.default');
    await hopBackTo(page, /^You type kubectl exec/);
  });

  await test.step('from outside: a node port leads in, the address of a Pod leads nowhere', async () => {
    await toLatest(page);
    await type(page, 'curl -s 172.18.0.3:30080');
    await expect(line(page, 'Welcome to nginx!')).toHaveCount(2, WHILE_IT_PLAYS);
    await expectAtRest(page);
    await toEnd(page);
    await hopBackTo(page, /^Your laptop hears 200 from worker-1$/);
    await hopBackTo(page, /^kube-proxy on worker-1: 172\.18\.0\.3:30080 → …\w{5} at 10\.244\.[\d.]+:80, one of 2$/);
    await hopBackTo(page, /^Your laptop reaches worker-1 at 172\.18\.0\.3:30080: GET \/$/);
    await toLatest(page);
    await type(page, 'curl -m 2 10.244.1.2');
    await expect(line(page, 'Connection timed out')).toBeVisible(WHILE_IT_PLAYS);
    await expectAtRest(page);
    await toEnd(page);
    await hopBackTo(page, /^Your laptop hears nothing: no road leads from here to 10\.244\.1\.2:80$/);
    await expect.poll(() => onTheWay(page)).toContain('i/o timeout');
    await expect(inspector(page)).toContainText('a NodePort does');
  });

  await test.step('what nobody serves says why', async () => {
    await toEnd(page);
    await look(page, 'balanced');
    await expect(inspector(page)).toContainText('nobody in this cluster gives addresses');
    await look(page, 'wish');
    await expect(inspector(page)).toContainText('no ingress controller runs in this cluster');
    await inspector(page).getByRole('button', { name: 'Open an ingress controller in the editor' }).click();
    await expect(page.getByRole('region', { name: 'Editor' }).getByRole('tab', { name: /ingress-nginx/ })).toBeVisible();
  });
});

/** A story of the gallery: a new version under 20 requests a second, told to its end. */
async function rollout(page: Page, name: string): Promise<Locator> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('All examples');
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: new RegExp(name, 'i') }).first().click();
  const panel = page.getByRole('region', { name: 'Requests at a rate' });
  await expect(page.getByRole('banner')).toContainText(name, WHILE_IT_PLAYS);
  await expect(panel).toBeVisible(WHILE_IT_PLAYS);
  // It is told ahead of the playhead, part by part.
  await expect(async () => {
    await toEnd(page);
    await expect(panel).toContainText('all sent', { timeout: 500 });
  }).toPass(WHILE_IT_PLAYS);
  return panel;
}

test('requests at a rate: a careless rollout loses some and says why, a careful one none', async ({ page }) => {
  await open(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await test.step('careless', async () => {
    const panel = await rollout(page, 'A careless rollout');
    const share = panel.locator('[data-failed]');
    expect(Number(await share.getAttribute('data-failed'))).toBeGreaterThan(5);
    expect(Number(await share.getAttribute('data-ok'))).toBeGreaterThan(300);
    await expect(panel).toContainText('curl: (7) Failed to connect to 172.18.0.3 port 30080');
    await panel.getByRole('button', { name: /curl: \(7\)/ }).first().click();
    await expect(caption(page)).toHaveText(/refuses kube-proxy on worker-1: nobody listens at 10\.244\.[\d.]+:8080$/);
    await expect.poll(() => onTheWay(page)).toContain('connection refused');
    await expect(inspector(page)).toContainText('Why this went wrong');
    await expectAccessible(page);
  });
  await test.step('careful', async () => {
    const panel = await rollout(page, 'A careful rollout');
    await expect(panel.locator('[data-failed]')).toHaveAttribute('data-failed', '0');
    await expect(panel).toContainText('none failed');
    // Pods of both versions answered.
    expect(await panel.locator('dl').last().locator('dt').count()).toBeGreaterThanOrEqual(4);
  });
  await test.step('by hand', async () => {
    const panel = page.getByRole('region', { name: 'Requests at a rate' });
    await panel.getByRole('spinbutton', { name: 'seconds', exact: true }).fill('2');
    await panel.getByRole('spinbutton', { name: 'requests a second' }).fill('5');
    await panel.getByRole('button', { name: 'Start' }).click();
    await expect(panel).toContainText('10 of 10', WHILE_IT_PLAYS);
  });
});
