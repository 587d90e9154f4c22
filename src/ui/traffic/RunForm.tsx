// Where from, where to, how many a second and for how long. Start and Stop are inputs at the playhead, like a command.

import { Send, Square } from 'lucide-react';
import { useId, useMemo, type ReactNode } from 'react';
import { loadsOf, type Run } from '../../trace/loads.ts';
import { client, player } from '../app/session.ts';
import { shownBranch, useApp, type Branch } from '../app/store.ts';
import { useObject } from '../inspector/answers.ts';
import { isObject } from '../../base/json.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import { Button } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { isRequestUrl, REQUESTS_BOUNDS } from '../share/record.ts';
import { requestsInput, useSending } from './sending.ts';
import { targetsAt } from './targets.ts';

const set = useSending.setState;

export function RunForm({ run, going, branch, at }: { readonly run: Run | undefined; readonly going: boolean; readonly branch: Branch; readonly at: number }): ReactNode {
  const t = useT();
  const id = useId();
  const sending = useSending();
  const second = Math.floor(at / 1e6);
  const targets = useMemo(() => targetsAt(branch.mirror, at), [branch.mirror, branch.mirror.changeCount, second]); // eslint-disable-line react-hooks/exhaustive-deps
  // Nobody chose: from outside where a port leads in, else from the first Pod.
  const from = sending.chosen && (sending.from === '' || targets.pods.includes(sending.from)) ? sending.from : targets.outside.length > 0 ? '' : (targets.pods[0] ?? '');
  const urls = from === '' ? targets.outside : targets.inside(from.split('/')[0] ?? '');
  const url = sending.url || (urls[0] ?? '');
  const start = (): void => {
    const input = requestsInput({ ...sending, from }, url, `run-${loadsOf(branch.mirror).runs.length + 1}`);
    if (!input) return;
    // A second of requests in real time is a second.
    if (useApp.getState().speed < 1) useApp.setState({ speed: 1 });
    void player().act(input, t('traffic.going', { from: from === '' ? t('caption.laptop') : from.slice(from.indexOf('/') + 1), url, rate: input.perSecond }))
      // Only once the run is in the trace is it known that something goes on.
      .then(() => client().advance(useApp.getState().branch, { to: (shownBranch()?.mirror.now ?? 0) + 1000 }))
      .then(() => player().play());
  };
  const stop = (): void => {
    if (run) void player().act({ type: 'stopRequests', name: run.name }, t('traffic.stop'));
  };
  const number = (key: 'perSecond' | 'seconds', label: string, unit: string): ReactNode => (
    <label className="ks-traffic-number">
      <input type="number" inputMode="numeric" min={1} max={REQUESTS_BOUNDS[key]} value={sending[key]} aria-label={label} onChange={(e) => set({ [key]: Number(e.currentTarget.value) })} />
      <span className="ks-ink3" aria-hidden>
        {unit}
      </span>
    </label>
  );
  return (
    <form
      className="ks-traffic-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (!going) start();
      }}
    >
      <select aria-label={t('traffic.from')} value={from} onChange={(e) => set({ from: e.currentTarget.value, url: '', chosen: true })}>
        <option value="">{t('traffic.outside')}</option>
        {targets.pods.map((pod) => (
          <option key={pod} value={pod}>
            {pod.replace(/^default\//, '')}
          </option>
        ))}
      </select>
      <input className="ks-mono ks-traffic-url" aria-label={t('traffic.url')} aria-invalid={url !== '' && !isRequestUrl(url)} title={url !== '' && !isRequestUrl(url) ? t('traffic.bad') : undefined} list={`${id}-urls`} placeholder="http://web/" value={url} spellCheck={false} autoComplete="off" onChange={(e) => set({ url: e.currentTarget.value, from, chosen: true })} />
      <datalist id={`${id}-urls`}>
        {urls.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {(targets.ingresses.length > 0 || sending.host !== '') && <HostField id={`${id}-hosts`} keys={targets.ingresses} branch={branch} at={at} />}
      {number('perSecond', t('traffic.rate'), t('traffic.perSecond'))}
      {number('seconds', t('traffic.length'), t('traffic.lengthUnit'))}
      {going ? (
        <Button size="s" icon={Square} onClick={stop}>
          {t('traffic.stop')}
        </Button>
      ) : (
        <Button size="s" tone="primary" icon={Send} hint={t('traffic.startHint')} disabled={!isRequestUrl(url)} onClick={start}>
          {t('traffic.start')}
        </Button>
      )}
    </form>
  );
}

/** Which rule of an Ingress is meant: names are not looked up outside the cluster. */
function HostField({ id, keys, branch, at }: { readonly id: string; readonly keys: readonly string[]; readonly branch: Branch; readonly at: number }): ReactNode {
  const t = useT();
  const host = useSending((s) => s.host);
  const index = indexOf(branch.mirror);
  const change = (i: number): number => (keys[i] === undefined ? -1 : index.changeAt(keys[i], at));
  const objects = [useObject(change(0)), useObject(change(1)), useObject(change(2))];
  const hosts = [...new Set(objects.flatMap((answer) => hostsOf(answer?.object)))];
  return (
    <>
      <input className="ks-mono ks-traffic-host" aria-label={t('traffic.host')} title={t('traffic.hostHint')} placeholder="Host" list={id} value={host} spellCheck={false} autoComplete="off" onChange={(e) => set({ host: e.currentTarget.value })} />
      <datalist id={id}>
        {hosts.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

function hostsOf(object: object | undefined): readonly string[] {
  const spec = object && 'spec' in object && isObject(object.spec) ? object.spec : {};
  return (Array.isArray(spec.rules) ? spec.rules : []).flatMap((rule: unknown) => (isObject(rule) && typeof rule.host === 'string' ? [rule.host] : []));
}
