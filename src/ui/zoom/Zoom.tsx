// The inside of one box, over the stage: where one is, the neighbours at their bearing, and a table or a loop. It opens out of
// the box and closes into it; Escape leads one level out.

import { ArrowLeft, ChevronRight } from 'lucide-react';
import { Fragment, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { around, openZoom, useZoom, zoomOut, zoomTo } from '../app/zoom.ts';
import { actorName } from '../caption/captionText.ts';
import { ActorGlyph } from '../inspector/parts.tsx';
import { useMoment } from '../inspector/useMoment.ts';
import { durations } from '../tokens/tokens.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { IconButton } from '../widgets/Button.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { useNarrow } from '../widgets/units.ts';
import { ApiserverZoom } from './ApiserverZoom.tsx';
import { ControllerZoom } from './ControllerZoom.tsx';
import { EtcdZoom } from './EtcdZoom.tsx';
import { KubectlZoom } from './KubectlZoom.tsx';
import { ManagerZoom } from './ManagerZoom.tsx';
import { MiniMap } from './MiniMap.tsx';
import { neighboursOf } from './model/neighbours.ts';
import { NodeZoom } from './NodeZoom.tsx';
import { SchedulerZoom } from './SchedulerZoom.tsx';
import './zoom.css';
import './tables.css';
import './matrix.css';
import './controller.css';

export function Zoom(): ReactNode {
  const box = useZoom((s) => s.box);
  /** Still shown while it closes. */
  const [shown, show] = useState(box);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (box === shown || !element || box !== '' || calm()) {
      show(box);
      return undefined;
    }
    const closing = element.animate(edges(element, shown).reverse(), { duration: durations.zoom, easing: 'ease-out' });
    closing.onfinish = () => show('');
    return () => closing.cancel();
  }, [box, shown]);
  if (shown === '') return null;
  return <Inside ref={place} box={shown} leaving={box === ''} />;
}

const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The box of the stage that a zoom came out of. */
const stageBox = (box: string): HTMLElement | null => {
  const id = `[data-id="${CSS.escape(around(box) || box)}"]`;
  return document.querySelector(`.ks-present-place${id}`) ?? document.querySelector(`.ks-stage .react-flow__node${id}`);
};

/** From the edges of the box to those of the stage. */
function edges(element: HTMLElement, box: string): Keyframe[] {
  const whole = element.getBoundingClientRect();
  const from = stageBox(box)?.getBoundingClientRect();
  const small = from ? [from.top - whole.top, whole.right - from.right, whole.bottom - from.bottom, from.left - whole.left] : [whole.height / 2, whole.width / 2, whole.height / 2, whole.width / 2];
  return [{ clipPath: `inset(${small.map((n) => `${Math.max(0, Math.round(n))}px`).join(' ')} round 8px)` }, { clipPath: 'inset(0px 0px 0px 0px round 0px)' }];
}

function Inside({ box, leaving, ref }: { readonly box: string; readonly leaving: boolean; readonly ref: React.RefObject<HTMLDivElement | null> }): ReactNode {
  const t = useT();
  const narrow = useNarrow();
  const opened = useRef('');
  const nodes = useMoment(({ index }, at) => index.storeKeys.filter((key) => key.startsWith('/registry/minions/') && index.changeAt(key, at) >= 0).map((key) => key.slice(18)).join(' '), '');
  const name = nameOf(t, box);
  const parent = around(box);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // Only out of the cluster: from one box to the next it is a cut.
    if (opened.current === '' && !calm()) element.animate(edges(element, box), { duration: durations.zoom, easing: 'ease-out' });
    opened.current = box;
    element.querySelector<HTMLElement>('tr[data-row]')?.focus({ preventScroll: true });
    if (!element.contains(document.activeElement)) element.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    element.querySelector('.ks-zoom-body')?.scrollTo(0, 0);
  }, [box, ref]);
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      const target = e.target instanceof Element ? e.target : document.body;
      if (e.key !== 'Escape' || e.defaultPrevented || e.isComposing || target.closest('input, textarea, [contenteditable=true]')) return;
      if (document.querySelector('dialog[open], [popover]:popover-open:not(.ks-tooltip)')) return;
      e.preventDefault();
      zoomOut();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  // Whoever comes out stands where he went in.
  useEffect(() => () => void (document.activeElement === document.body && stageBox(box)?.focus()), [box]);
  const near = neighboursOf(box, nodes.split(' ').filter(Boolean));
  return (
    <div ref={ref} className={joinClass('ks-zoom', narrow && 'ks-zoom-narrow')} role="region" aria-label={t('zoom.label', { name })} inert={leaving}>
      <header className="ks-zoom-head">
        <IconButton icon={ArrowLeft} iconSize={16} label={t('zoom.back', { name: parent ? nameOf(t, parent) : t('zoom.cluster') })} onClick={zoomOut} />
        <nav aria-label={t('zoom.crumbs')}>
          <ol>
            <li>
              <button type="button" className="ks-z-crumb" onClick={() => zoomTo('')}>
                {t('zoom.cluster')}
              </button>
            </li>
            {parent && (
              <Fragment key={parent}>
                <Icon of={ChevronRight} size={14} />
                <li>
                  <button type="button" className="ks-z-crumb" onClick={() => zoomTo(parent)}>
                    {nameOf(t, parent)}
                  </button>
                </li>
              </Fragment>
            )}
            <Icon of={ChevronRight} size={14} />
            <li aria-current="page">
              <h2>{name}</h2>
            </li>
          </ol>
        </nav>
        <span className="ks-fill" />
        {!narrow && <Stubs at="north" boxes={near.north} />}
        {!narrow && <MiniMap box={around(box) || box} nodes={nodes.split(' ').filter((n) => n !== 'control-plane')} />}
      </header>
      {!narrow && <Stubs at="west" boxes={near.west} />}
      <div className="ks-zoom-body">
        <Body key={box} box={box} />
      </div>
      {!narrow && <Stubs at="east" boxes={near.east} />}
      <Stubs at="south" boxes={narrow ? [...near.west, ...near.north, ...near.east, ...near.south] : near.south} />
    </div>
  );
}

function Body({ box }: { readonly box: string }): ReactNode {
  switch (box) {
    case 'kube-apiserver':
      return <ApiserverZoom />;
    case 'kube-scheduler':
      return <SchedulerZoom />;
    case 'kube-controller-manager':
      return <ManagerZoom />;
    case 'etcd':
      return <EtcdZoom />;
    case 'kubectl':
      return <KubectlZoom />;
    default:
      return box.startsWith('node/') ? <NodeZoom node={box.slice(5)} /> : <ControllerZoom actor={box} />;
  }
}

const nameOf = (t: ReturnType<typeof useT>, box: string): string => (box.startsWith('node/') ? box.slice(5) : box === 'kube-scheduler' ? box : actorName(t, box));

/** So many stand side by side. */
const STUBS = 6;

function Stubs({ at, boxes }: { readonly at: 'north' | 'south' | 'west' | 'east'; readonly boxes: readonly string[] }): ReactNode {
  const t = useT();
  if (boxes.length === 0) return null;
  return (
    <div className={`ks-z-stubs ks-z-${at}`}>
      {boxes.slice(0, STUBS).map((box) => (
        <button key={box} type="button" className={joinClass('ks-z-stub', box === 'kube-apiserver' && 'ks-z-hub')} aria-label={t('zoom.neighbour', { name: nameOf(t, box) })} onClick={() => openZoom(box)}>
          <ActorGlyph actor={box} size={12} />
          <span>{nameOf(t, box)}</span>
        </button>
      ))}
      {boxes.length > STUBS && <span className="ks-ink3">{t('zoom.moreNodes', { n: boxes.length - STUBS })}</span>}
    </div>
  );
}
