// Faults: what can go wrong outside of anybody's manifest. Each is an input at the playhead, so going back undoes it.

import { useMemo, type ReactNode } from 'react';
import type { Component, Fault } from '../../sim/cluster/inputs.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { activeFaults, faultName } from './active.ts';
import { targetsAt } from './targets.ts';
import './faults.css';

const CONTROL_PLANE: readonly Component[] = ['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler'];

interface Switch {
  readonly what: string;
  readonly begin: Fault;
  readonly end: Fault;
  readonly beginWord: string;
  readonly endWord: string;
  readonly beginLabel: string;
  readonly endLabel: string;
}

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
  const toggle = ({ what, begin, end, beginWord, endWord, beginLabel, endLabel }: Switch): ReactNode => {
    const on = active.has(faultName(begin));
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
                {toggle({ what: name, begin: { fault: 'nodeDown', node: name }, end: { fault: 'nodeUp', node: name }, beginWord: t('app.nodeDown'), endWord: t('app.nodeUp'), beginLabel: t('app.labelNodeDown', { node: name }), endLabel: t('app.labelNodeUp', { node: name }) })}
                {toggle({ what: name, begin: { fault: 'cutNetwork', node: name }, end: { fault: 'healNetwork', node: name }, beginWord: t('app.cutNetwork'), endWord: t('app.healNetwork'), beginLabel: t('app.labelCut', { node: name }), endLabel: t('app.labelHeal', { node: name }) })}
                {toggle({ what: name, begin: { fault: 'stopComponent', component: 'kubelet', node: name }, end: { fault: 'startComponent', component: 'kubelet', node: name }, beginWord: t('app.stopKubelet'), endWord: t('app.startKubelet'), beginLabel: t('app.labelStop', { what: `kubelet ${name}` }), endLabel: t('app.labelStart', { what: `kubelet ${name}` }) })}
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
                {toggle({ what: component, begin: { fault: 'stopComponent', component }, end: { fault: 'startComponent', component }, beginWord: t('app.stop'), endWord: t('app.start'), beginLabel: t('app.labelStop', { what: component }), endLabel: t('app.labelStart', { what: component }) })}
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
              {toggle({ what: t('app.faultsRegistry'), begin: { fault: 'registryDown' }, end: { fault: 'registryUp' }, beginWord: t('app.registryDown'), endWord: t('app.registryUp'), beginLabel: t('app.labelRegistryDown'), endLabel: t('app.labelRegistryUp') })}
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
