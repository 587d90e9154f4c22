// How a Service or an Ingress is reached, or why it is not: an address that nobody gives, a wish that nobody reads.

import { FileCodeCorner, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { isObject } from '../../base/json.ts';
import type { ChangeView } from '../../trace/reader.ts';
import type { Subject } from '../../trace/subject.ts';
import { openExample } from '../editor/openExample.ts';
import { openTraffic } from '../traffic/sending.ts';
import { targetsAt } from '../traffic/targets.ts';
import { Button } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import type { ObjectAnswer } from './answers.ts';
import type { PanelIndex } from './model/panelIndex.ts';
import { useMoment } from './useMoment.ts';

interface ReachedProps {
  readonly subject: Subject;
  readonly change: ChangeView;
  readonly object: ObjectAnswer['object'];
}

export function Reached({ subject, change, object }: ReachedProps): ReactNode {
  if (change.summary.kind === 'Service') return <ServiceReached subject={subject} change={change} object={object} />;
  return subject.resource === 'ingresses' ? <IngressReached object={object} /> : null;
}

/** Addresses that were given to it. */
function given(object: ObjectAnswer['object']): boolean {
  const status = object && 'status' in object && isObject(object.status) ? object.status : {};
  const balancer = isObject(status.loadBalancer) ? status.loadBalancer : {};
  return Array.isArray(balancer.ingress) && balancer.ingress.length > 0;
}

function ServiceReached({ subject, change, object }: ReachedProps): ReactNode {
  const t = useT();
  const { summary } = change;
  const url = useMoment(({ index }, at) => {
    if (summary.kind !== 'Service' || subject.name === 'kubernetes') return '';
    const { outside, inside, pods } = targetsAt(index.reader, at);
    const port = /:(\d+)\/TCP/.exec(summary.ports)?.[1];
    const out = port === undefined ? undefined : outside.find((one) => one.endsWith(`:${port}/`));
    if (out !== undefined) return ` ${out}`;
    const [pod] = pods;
    const within = pod === undefined ? undefined : inside(pod.split('/')[0] ?? '').find((one) => one.startsWith(`http://${subject.name}`));
    return pod === undefined || within === undefined ? '' : `${pod} ${within}`;
  }, '');
  const [from = '', to = ''] = url.split(' ');
  return (
    <>
      {summary.kind === 'Service' && summary.serviceType === 'LoadBalancer' && object && !given(object) && (
        <Section title={t('inspector.lbTitle')}>
          <p className="ks-in-words">{t('inspector.lbPending')}</p>
        </Section>
      )}
      {to !== '' && (
        <Section>
          <Button size="s" icon={Send} onClick={() => openTraffic({ from, url: to })}>
            {t('inspector.sendRequests')}
          </Button>
        </Section>
      )}
    </>
  );
}

function IngressReached({ object }: Pick<ReachedProps, 'object'>): ReactNode {
  const t = useT();
  const nobody = useMoment(({ index }, at) => !controllerRuns(index, at), false);
  if (!nobody || (object && given(object))) return null;
  return (
    <Section title={t('inspector.ingressTitle')}>
      <p className="ks-in-words">{t('inspector.ingressNobody')}</p>
      <Button size="s" icon={FileCodeCorner} onClick={() => void openExample('IngressController')}>
        {t('inspector.ingressOpen')}
      </Button>
    </Section>
  );
}

/** Known by its image, as people know it. */
const CONTROLLER = /ingress|traefik|contour|envoy-gateway/;

function controllerRuns(index: PanelIndex, at: number): boolean {
  return index.storeKeys.some((key) => {
    if (!key.startsWith('/registry/pods/')) return false;
    const change = index.changeAt(key, at);
    if (change < 0) return false;
    const { deleted, summary } = index.reader.change(change);
    return !deleted && summary.kind === 'Pod' && summary.status === 'Running' && CONTROLLER.test(summary.image);
  });
}
