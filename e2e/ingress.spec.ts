// An Ingress, which does nothing by itself, and the controller that makes it true: both are examples of the editor.

import { addExample, apply, expect, line, openEmpty, test, type, WHILE_IT_PLAYS } from './page.ts';

test('an Ingress leads a host and its paths to Pods, once its controller is installed from the examples', async ({ page }) => {
  await openEmpty(page, '10 : 1');
  await addExample(page, 'Ingress Two services behind one host name');
  await apply(page);
  await expect(line(page, 'ingress.networking.k8s.io/shop created')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, "curl -H 'Host: shop.example' http://172.18.0.3:30081/stock");
  await expect(line(page, 'curl: (7) Failed to connect to 172.18.0.3 port 30081')).toBeVisible(WHILE_IT_PLAYS);

  await addExample(page, 'Ingress controller');
  await apply(page);
  await expect(line(page, 'deployment.apps/ingress-nginx-controller created')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl rollout status deployment/ingress-nginx-controller -n ingress-nginx');
  await expect(line(page, 'deployment "ingress-nginx-controller" successfully rolled')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, "curl -H 'Host: shop.example' http://172.18.0.3:30081/stock");
  await expect(line(page, '3 left')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, "curl -s -o /dev/null -w '%{http_code} for nobody\\n' http://172.18.0.3:30081/");
  await expect(line(page, '404 for nobody')).toBeVisible(WHILE_IT_PLAYS);
  await type(page, 'kubectl get events --field-selector reason=Sync -o jsonpath={.items[0].message}');
  await expect(line(page, /^Scheduled for sync/)).toBeVisible(WHILE_IT_PLAYS);
});
