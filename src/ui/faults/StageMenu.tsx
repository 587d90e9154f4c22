// The menu of a box or a Pod of the stage, where it was asked for: by the right button, the menu key, Shift+F10 or M. What it
// holds can be done elsewhere too; here it is where one looks.

import { Eye, FolderCog, Send, Skull, Trash2, Zap, ZapOff } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Component } from '../../sim/cluster/inputs.ts';
import { isObject } from '../../base/json.ts';
import { subjectOf } from '../../trace/subject.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import { openPanel } from '../app/frameLayout.ts';
import { client, player } from '../app/session.ts';
import { openSheet } from '../app/sheets.ts';
import { select, shownBranch, useApp, type Branch, type Selection } from '../app/store.ts';
import { openStaticPods } from '../staticPods/openStaticPods.ts';
import { kindName } from '../caption/kindNames.ts';
import { openTraffic } from '../traffic/sending.ts';
import { nodeTargets, podTargets, type MenuTarget } from '../traffic/menuTargets.ts';
import { runInTerminal } from '../terminal/terminalState.ts';
import { MenuRow, type MenuItem } from '../widgets/Menu.tsx';
import { place } from '../widgets/place.ts';
import { useT } from '../widgets/preferences.ts';
import type { Translate } from '../../locales/i18n.ts';
import { activeFaults } from './active.ts';
import { componentSwitch, CONTROL_PLANE, isOn, nodeSwitches, registrySwitch, type Switch } from './switches.ts';
import { containersOf } from './targets.ts';

interface Asked {
  readonly x: number;
  readonly y: number;
  /** As React Flow knows it: `kube-apiserver`, `node/worker-1`. */
  readonly box: string;
  /** The key of a Pod; '' for the box itself. */
  readonly pod: string;
  /** Who has the focus back. */
  readonly from: HTMLElement;
}

export function StageMenu(): ReactNode {
  const t = useT();
  const [asked, setAsked] = useState<Asked>();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onMenu = (event: MouseEvent): void => {
      const target = event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target : undefined;
      const box = target?.closest<HTMLElement>('.ks-stage .react-flow__node');
      const id = box?.dataset.id ?? '';
      if (!box || id === 'ground' || id === 'tray' || shownBranch()?.origin === undefined) return;
      event.preventDefault();
      const pod = target?.closest<HTMLElement>('[data-pod]');
      const from = pod ?? box;
      const { left, top, height } = from.getBoundingClientRect();
      // From the keyboard there is no place of a pointer.
      const pointed = event.clientX !== 0 || event.clientY !== 0;
      setAsked({ x: pointed ? event.clientX : left + 12, y: pointed ? event.clientY : top + Math.min(height, 24), box: id, pod: pod?.dataset.pod ?? '', from });
    };
    document.addEventListener('contextmenu', onMenu);
    return () => document.removeEventListener('contextmenu', onMenu);
  }, []);
  useEffect(() => {
    const { current } = panel;
    if (!asked || !current) return;
    current.showPopover();
    const { x, y } = place({ x: asked.x, y: asked.y, width: 0, height: 0 }, { width: current.offsetWidth, height: current.offsetHeight }, { width: innerWidth, height: innerHeight }, { gap: 2 });
    current.style.left = `${x}px`;
    current.style.top = `${y}px`;
    current.querySelector<HTMLElement>('button:enabled')?.focus();
    // Not the browser's own closing: it takes the button's release, where it was pressed, for a click elsewhere.
    const onPress = (event: PointerEvent): void => void (current.contains(event.target as Node) || current.hidePopover());
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      current.hidePopover();
    };
    const onLeave = (): void => current.hidePopover();
    document.addEventListener('pointerdown', onPress, true);
    document.addEventListener('keydown', onKey, true);
    addEventListener('blur', onLeave);
    addEventListener('resize', onLeave);
    return () => {
      document.removeEventListener('pointerdown', onPress, true);
      document.removeEventListener('keydown', onKey, true);
      removeEventListener('blur', onLeave);
      removeEventListener('resize', onLeave);
    };
  }, [asked]);
  if (!asked) return null;
  const close = (): void => panel.current?.hidePopover();
  const what = asked.pod === '' ? asked.box.replace(/^node\//, '') : (subjectOf(asked.pod)?.name ?? '');
  return (
    <div
      ref={panel}
      popover="manual"
      role="menu"
      aria-label={t('staticPods.menu', { what })}
      className="ks-popover ks-menu"
      onToggle={(e) => {
        if (e.newState !== 'closed') return;
        if (e.currentTarget.contains(document.activeElement) || document.activeElement === document.body) asked.from.focus();
        setAsked(undefined);
      }}
    >
      {itemsFor(t, asked).map((item) => (
        <MenuRow key={item.id} item={item} close={close} />
      ))}
    </div>
  );
}

function itemsFor(t: Translate, { box, pod }: Asked): readonly MenuItem[] {
  const { playhead } = useApp.getState();
  const branch = shownBranch();
  if (!branch) return [];
  const active = activeFaults(branch.record, playhead);
  const act = (input: Parameters<ReturnType<typeof player>['act']>[0], label: string): void => void player().act(input, label).then(() => player().play());
  const looks = (selection: Selection): MenuItem => ({
    id: 'look',
    label: t('staticPods.menuSelect'),
    icon: Eye,
    onSelect: () => {
      openPanel('inspector', true);
      select(selection);
    },
  });
  const toggle = (s: Switch, i: number): MenuItem => {
    const on = isOn(active, s);
    return { id: s.beginLabel, label: on ? s.endWord : s.beginWord, icon: on ? Zap : ZapOff, ruled: i === 0, onSelect: () => act({ type: 'fault', fault: on ? s.end : s.begin }, on ? s.endLabel : s.beginLabel) };
  };
  const faults: MenuItem = { id: 'faults', label: t('staticPods.menuFaults'), icon: ZapOff, ruled: true, onSelect: () => openSheet('faults') };
  const sends = (targets: readonly MenuTarget[]): readonly MenuItem[] =>
    targets.slice(0, MOST_TARGETS).map((target, i): MenuItem => ({
      id: `send ${target.kind} ${target.name} ${target.url}`,
      label: t('staticPods.menuSend', { what: target.kind === 'pods' ? t('staticPods.menuThisPod') : `${kindName(t.language, target.kind)} ${target.name}` }),
      icon: Send,
      ruled: i === 0,
      onSelect: () => void fillIn(target, branch, pod, playhead),
    }));
  if (pod !== '') {
    const { namespace = '', name = '' } = subjectOf(pod) ?? {};
    const flag = namespace === 'default' ? '' : ` -n ${namespace}`;
    return [
      looks({ kind: 'object', key: pod }),
      ...sends(podTargets(branch.mirror, playhead, pod)),
      ...containersOf(branch.mirror, playhead, namespace, name).map((container, i): MenuItem => ({ id: `kill ${container}`, label: t('staticPods.menuKill', { container }), icon: Skull, ruled: i === 0, onSelect: () => act({ type: 'fault', fault: { fault: 'killContainer', namespace, pod: name, container } }, t('app.labelKill', { container })) })),
      { id: 'delete', label: t('staticPods.menuDelete', { pod: name }), icon: Trash2, ruled: true, onSelect: () => runInTerminal(`kubectl delete pod ${name}${flag}`) },
    ];
  }
  if (box.startsWith('node/')) {
    const node = box.slice(5);
    return [
      looks({ kind: 'box', actor: box }),
      { id: 'folder', label: t('staticPods.menuFolder', { node }), icon: FolderCog, onSelect: () => openStaticPods(node) },
      ...sends(nodeTargets(branch.mirror, playhead, node)),
      ...nodeSwitches(t, node).map(toggle),
      { ...toggle(registrySwitch(t), 0), label: `${t('app.faultsRegistry')}: ${isOn(active, registrySwitch(t)) ? t('app.registryUp') : t('app.registryDown')}` },
      faults,
    ];
  }
  const component = CONTROL_PLANE.find((c): c is Component => c === box);
  return [looks({ kind: 'box', actor: box }), ...(component ? [toggle(componentSwitch(t, component), 0)] : []), faults];
}

const MOST_TARGETS = 4;

/** Opens the panel with the address filled in; on which port a Pod listens is in its object. */
async function fillIn({ kind, from, url }: MenuTarget, { id, mirror }: Branch, pod: string, at: number): Promise<void> {
  if (kind !== 'pods') return openTraffic({ from, url });
  const { object } = await client().ask(id, { ask: 'object', change: indexOf(mirror).changeAt(pod, at) });
  const spec = object && 'spec' in object && isObject(object.spec) ? object.spec : {};
  const ports = (Array.isArray(spec.containers) ? spec.containers : []).flatMap((c: unknown) => (isObject(c) && Array.isArray(c.ports) ? c.ports : []));
  const port = ports.flatMap((p: unknown) => (isObject(p) && typeof p.containerPort === 'number' ? [p.containerPort] : []))[0] ?? 80;
  openTraffic({ from, url: port === 80 ? url : url.replace(/\/$/, `:${port}/`) });
}
