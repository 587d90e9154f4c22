// Journey: the tour's queries. jsonpath, columns of one's own, templates, orders and selectors, as kubectl answers them;
// what the server does of it and what kubectl does itself can be told from the request.

import type { Page } from '@playwright/test';
import { expect, expectAtRest, inspector, line, open, setSpeed, stepBackTo, test, toLatest, type, WHILE_IT_PLAYS } from './page.ts';

async function says(page: Page, command: string, ...answers: readonly (RegExp | string)[]): Promise<void> {
  await type(page, command);
  for (const answer of answers) await expect(line(page, answer).last()).toBeVisible(WHILE_IT_PLAYS);
}

test('parts, columns, templates, orders and choices', async ({ page }) => {
  test.slow();
  await open(page);
  await toLatest(page);
  await setSpeed(page, '10 : 1');
  await says(page, 'kubectl run solo --image=busybox --labels=app=solo,tier=back -- sleep 999', 'pod/solo created');
  await says(page, `kubectl get pods -o jsonpath='{.items[*].metadata.labels.app}{"\\n"}'`, /^nginx nginx nginx solo$/);
  await says(page, `kubectl get pods -o jsonpath='{range .items[?(@.metadata.labels.app=="solo")]}{.metadata.name}={.spec.containers[0].image}{"\\n"}{end}'`, /^solo=busybox$/);
  await says(page, 'kubectl get pods -o custom-columns=APP:.metadata.labels.app,TIER:.metadata.labels.tier', /^APP +TIER$/, /^solo +back$/);
  await says(page, `kubectl get deploy -o go-template='{{range .items}}{{.metadata.name}} has {{.spec.replicas}}{{"\\n"}}{{end}}'`, /^nginx-deployment has 3$/);
  await says(page, 'kubectl get pods --sort-by=.metadata.creationTimestamp -o name | tail -1', /^pod\/solo$/);
  await says(page, `kubectl get pods -l 'app in (solo,other),tier' -L tier`, /^solo +1\/1 +Running .*back$/);
  await says(page, 'kubectl get pods --field-selector=status.phase=Running --no-headers | wc -l', /^4$/);
  await says(page, `kubectl get pods -o jsonpath='{.items[*'`, /^error: error parsing jsonpath \{\.items\[\*, unterm/);

  // A selector is the server's work: it stands in the request.
  await says(page, 'kubectl get pods -l tier=back -o name', /^pod\/solo$/);
  await expectAtRest(page);
  await stepBackTo(page, /kubectl.* → GET/);
  await inspector(page).getByRole('tab', { name: 'HTTP' }).click();
  await expect(inspector(page)).toContainText(/labelSelector=tier/);
});
