// Faults: what can go wrong outside of anybody's manifest. Each is an input at the playhead, so going back undoes it.

import { useMemo, type ReactNode } from 'react';
import type { Fault } from '../../sim/cluster/inputs.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { activeFaults } from './active.ts';
import { componentSwitch, CONTROL_PLANE, isOn, nodeSwitches, registrySwitch, type Switch } from './switches.ts';
import { targetsAt } from './targets.ts';
import './faults.css';

export function FaultsSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const branch = useApp((s) => shownBranch(s));
  const playhead = useApp((s) => s.playhead);
  const version = useApp((s) => s.version);
  // While the sheet is open the page is paused, so this is one walk over the trace, not one a frame.
  const { nodes, containers } = useMemo(() => (branch ? targetsAt(branch.mirror, playhead) : { nodes: [], containers: [] }), [branch, playhead, version]);
  const active = branch ? activeFaults(branch.record, playhead) : new Set<string>();
  const act = (fault: Fault, label: string): void => {
    onClose();
    void player().act({ type: 'fault', fault }, label).then(() => player().play());
  };
  const toggle = (one: Switch): ReactNode => {
    const { what, begin, end, beginWord, endWord, beginLabel, endLabel } = one;
    const on = isOn(active, one);
    return (
      <Button key={`${what} ${beginWord}`} size="s" pressed={on} aria-label={`${what}: ${on ? endWord : beginWord}`} onClick={() => act(on ? end : begin, on ? endLabel : beginLabel)}>
        {on ? endWord : beginWord}
      </Button>
    );
  };
  return (
    <Dialog open onClose={onClose} title={t('app.faultsTitle')} width={560}>
      <p className="ks-ink2">{t('app.faultsWhat')}</p>
      <Section title={t('app.faultsNodes')}>
        <ul className="ks-fault-list">
          {nodes.map(({ name }) => (
            <li key={name}>
              <b>{name}</b>
              <span className="ks-row">
                {nodeSwitches(t, name).map(toggle)}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('app.faultsControlPlane')}>
        <ul className="ks-fault-list">
          {CONTROL_PLANE.map((component) => (
            <li key={component}>
              <b>{component}</b>
              <span className="ks-row">
                {toggle(componentSwitch(t, component))}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('app.faultsOutside')}>
        <ul className="ks-fault-list">
          <li>
            <b>{t('app.faultsRegistry')}</b>
            <span className="ks-row">
              {toggle(registrySwitch(t))}
            </span>
          </li>
        </ul>
      </Section>
      <Section title={t('app.faultsContainers')}>
        {containers.length === 0 ? (
          <p className="ks-ink3">{t('app.faultsNoContainers')}</p>
        ) : (
          <ul className="ks-fault-list">
            {containers.map(({ namespace, pod, container, node }) => (
              <li key={`${namespace}/${pod}/${container}`}>
                <span className="ks-fault-container">
                  <b>{container}</b>
                  <span className="ks-ink3">
                    {pod} · {node}
                  </span>
                </span>
                <Button size="s" aria-label={t('app.killHint', { container, pod })} onClick={() => act({ fault: 'killContainer', namespace, pod, container }, t('app.labelKill', { container }))}>
                  {t('app.kill')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Dialog>
  );
}
