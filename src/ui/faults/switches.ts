// What can be broken and mended, as switches: the sheet shows them all, the menu of the stage those of one thing.

import type { Component, Fault } from '../../sim/cluster/inputs.ts';
import type { Translate } from '../../locales/i18n.ts';
import '../widgets/lateTexts.ts';
import { faultName } from './active.ts';

export interface Switch {
  readonly what: string;
  readonly begin: Fault;
  readonly end: Fault;
  readonly beginWord: string;
  readonly endWord: string;
  readonly beginLabel: string;
  readonly endLabel: string;
}

export const CONTROL_PLANE: readonly Component[] = ['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler'];
const AGENTS: readonly Component[] = ['containerd', 'kube-proxy'];

export const isOn = (active: ReadonlySet<string>, { begin }: Switch): boolean => active.has(faultName(begin));

export function nodeSwitches(t: Translate, node: string): readonly Switch[] {
  const agent = (component: Component, beginWord: string, endWord: string): Switch => ({
    what: node,
    begin: { fault: 'stopComponent', component, node },
    end: { fault: 'startComponent', component, node },
    beginWord,
    endWord,
    beginLabel: t('app.labelStop', { what: `${component} ${node}` }),
    endLabel: t('app.labelStart', { what: `${component} ${node}` }),
  });
  return [
    { what: node, begin: { fault: 'nodeDown', node }, end: { fault: 'nodeUp', node }, beginWord: t('app.nodeDown'), endWord: t('app.nodeUp'), beginLabel: t('app.labelNodeDown', { node }), endLabel: t('app.labelNodeUp', { node }) },
    { what: node, begin: { fault: 'cutNetwork', node }, end: { fault: 'healNetwork', node }, beginWord: t('app.cutNetwork'), endWord: t('app.healNetwork'), beginLabel: t('app.labelCut', { node }), endLabel: t('app.labelHeal', { node }) },
    agent('kubelet', t('app.stopKubelet'), t('app.startKubelet')),
    ...AGENTS.map((component) => agent(component, t('staticPods.menuStop', { what: component }), t('staticPods.menuStart', { what: component }))),
  ];
}

export const componentSwitch = (t: Translate, component: Component): Switch => ({
  what: component,
  begin: { fault: 'stopComponent', component },
  end: { fault: 'startComponent', component },
  beginWord: t('app.stop'),
  endWord: t('app.start'),
  beginLabel: t('app.labelStop', { what: component }),
  endLabel: t('app.labelStart', { what: component }),
});

export const registrySwitch = (t: Translate): Switch => ({
  what: t('app.faultsRegistry'),
  begin: { fault: 'registryDown' },
  end: { fault: 'registryUp' },
  beginWord: t('app.registryDown'),
  endWord: t('app.registryUp'),
  beginLabel: t('app.labelRegistryDown'),
  endLabel: t('app.labelRegistryUp'),
});
