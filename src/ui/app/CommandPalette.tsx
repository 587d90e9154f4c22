// The palette: one field that finds commands, objects at the playhead, examples and branches, and runs a line of kubectl.

import { LayoutGrid, Play, Search, SquareTerminal, GitFork } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { exampleFiles, exampleNote, exampleTitle } from '../editor/examples.ts';
import { openExample } from '../editor/openExample.ts';
import { runInTerminal } from '../terminal/terminalState.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { Kbd } from '../widgets/Kbd.tsx';
import { useT } from '../widgets/preferences.ts';
import { commands } from './commands.ts';
import { openPanel } from './frameLayout.ts';
import { shownKey } from './keys.ts';
import { listedControllers } from '../caption/controllers.ts';
import { actorName } from '../caption/captionText.ts';
import '../widgets/lateTexts.ts';
import { objectsAt } from './objects.ts';
import { openZoom, opens } from './zoom.ts';
import { paletteEntries, type PaletteEntry, type PaletteSources } from './paletteEntries.ts';
import { typedAhead } from './sheets.ts';
import { player } from './session.ts';
import { select, shownBranch, useApp } from './store.ts';
import './sheets.css';

export function CommandPalette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const sources = useSources();
  const entries = useMemo(() => paletteEntries(query, sources), [query, sources]);
  const chosen = Math.min(at, entries.length - 1);

  // Before the next key: what was typed until now is in the field when that comes.
  useLayoutEffect(() => {
    dialog.current?.showModal();
    setQuery(typedAhead());
  }, []);
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [chosen, entries]);

  const run = (entry: PaletteEntry | undefined): void => {
    if (!entry || entry.disabled) return;
    onClose();
    // The dialog gives the focus back first.
    setTimeout(entry.run);
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.nativeEvent.isComposing) return;
    const move = MOVES[e.key];
    if (move !== undefined) setAt(Math.max(0, Math.min(entries.length - 1, move === 'wrapUp' ? (chosen + entries.length - 1) % entries.length : move === 'wrapDown' ? (chosen + 1) % entries.length : chosen + move)));
    else if (e.key === 'Enter') run(entries[chosen]);
    else return;
    e.preventDefault();
  };

  return (
    <dialog ref={dialog} className="ks-dialog ks-palette" aria-label={t('commands.palette')} onClose={onClose} onClick={(e) => e.target === e.currentTarget && onClose()}>
      <div className="ks-palette-sheet">
        <div className="ks-palette-field">
          <Icon of={Search} size={16} />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-label={t('commands.palette')}
            {...(entries.length > 0 ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
            placeholder={t('commands.paletteInput')}
            value={query}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            onChange={(e) => {
              setQuery(e.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <Kbd keys="Esc" />
        </div>
        <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('commands.palette')} className="ks-palette-list">
          {entries.map((entry, i) => (
            <Row key={`${entry.section} ${entry.id}`} entry={entry} id={`${id}-${i}`} first={entries[i - 1]?.section !== entry.section} chosen={i === chosen} onPoint={() => setAt(i)} onPress={() => run(entry)} />
          ))}
        </div>
        {entries.length === 0 && <p className="ks-palette-none">{t('commands.paletteEmpty')}</p>}
        <p className="ks-unseen" role="status">
          {t('commands.paletteCount', { n: entries.length })}
        </p>
      </div>
    </dialog>
  );
}

const MOVES: Readonly<Record<string, number | 'wrapUp' | 'wrapDown'>> = { ArrowDown: 'wrapDown', ArrowUp: 'wrapUp', PageDown: 8, PageUp: -8 };

const SECTIONS = { run: 'commands.sectionRun', commands: 'commands.sectionCommands', objects: 'commands.sectionObjects', examples: 'commands.sectionExamples', branches: 'commands.sectionBranches' } as const;

interface RowProps {
  readonly entry: PaletteEntry;
  readonly id: string;
  readonly first: boolean;
  readonly chosen: boolean;
  readonly onPoint: () => void;
  readonly onPress: () => void;
}

function Row({ entry, id, first, chosen, onPoint, onPress }: RowProps): ReactNode {
  const t = useT();
  const { section, title, note, kind, keys, disabled = false } = entry;
  return (
    <>
      {first && (
        <div className="ks-palette-section" role="presentation">
          {t(SECTIONS[section])}
        </div>
      )}
      <div id={id} role="option" aria-selected={chosen} aria-disabled={disabled} className="ks-palette-row" onPointerMove={onPoint} onClick={onPress}>
        <span className="ks-palette-glyph">{section === 'objects' ? <KindGlyph kind={kind ?? ''} size={15} /> : <Icon of={section === 'run' ? SquareTerminal : section === 'examples' ? LayoutGrid : section === 'branches' ? GitFork : Play} size={14} />}</span>
        <span className={section === 'run' || section === 'objects' ? 'ks-palette-title ks-mono' : 'ks-palette-title'}>{section === 'objects' && title.length > TAIL * 2 ? <LongName name={title} /> : title}</span>
        {note && <span className="ks-palette-note">{note}</span>}
        {keys && <Kbd keys={keys} />}
      </div>
    </>
  );
}

/** Looked up once: while the palette is open, nothing else is done. */
function useSources(): PaletteSources {
  const t = useT();
  return useMemo(() => {
    const state = useApp.getState();
    const branch = shownBranch(state);
    const objects = branch ? objectsAt(branch.mirror, state.playhead) : [];
    // What can be opened, while the stage is there to open it on.
    const boxes = branch?.origin === undefined ? [] : ['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager', ...objects.flatMap(({ kind, name }) => (kind === 'Node' ? [`node/${name}`] : [])), ...listedControllers.filter(opens)];
    const insides = boxes.map((box): PaletteEntry => {
      const name = box.startsWith('node/') ? box.slice(5) : actorName(t, box);
      return { id: `inside-${box}`, section: 'commands', title: t('zoom.openInside', { name }), also: `${t('zoom.alsoInside')} ${box}`, run: () => openZoom(box) };
    });
    return {
      commands: commands
        .filter(({ id }) => id !== 'palette')
        .map(({ id, label, also, key, run, enabled }): PaletteEntry => ({ id, section: 'commands', title: t(label), ...(also === undefined ? {} : { also: t(also) }), ...(key === undefined ? {} : { keys: shownKey(key) }), disabled: !(enabled?.() ?? true), run })),
      insides,
      branches: state.branches
        .filter(({ id }) => id !== state.branch)
        .map(({ id, letter, label }): PaletteEntry => ({ id: `branch-${id}`, section: 'branches', title: t('commands.showBranch', { letter }), note: label, run: () => player().show(id) })),
      examples: exampleFiles.map(({ id }) => ({ id, example: id, section: 'examples' as const, title: t(exampleTitle(id)), note: t(exampleNote(id)), run: () => void openExample(id) })),
      objects,
      runLine: runInTerminal,
      showObject: ({ key }) => {
        openPanel('inspector', true);
        select({ kind: 'object', key });
      },
    };
  }, [t]);
}

const TAIL = 16;

/** Where names are alike for a long stretch, it is the end that tells them apart. */
function LongName({ name }: { readonly name: string }): ReactNode {
  return (
    <>
      <span>{name.slice(0, -TAIL)}</span>
      {name.slice(-TAIL)}
    </>
  );
}
