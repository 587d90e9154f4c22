// The terminal's place on the page: loads the glass when it is first seen, and says in words what the glass cannot: that a
// command stands still with the page, that the past is shown, that a text waits in the editor.

import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { showView, useFrameLayout, openPanel } from '../app/frameLayout.ts';
import type { Player } from '../app/player.ts';
import type { SimClient } from '../app/simClient.ts';
import { inPast, shownBranch, useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import { Kbd } from '../widgets/Kbd.tsx';
import { preferences, shownTheme, usePreference, useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { focusEditor } from '../editor/editorState.ts';
import type { KubeTerminal } from './terminal.ts';
import { interruptTerminal, useTerminal } from './terminalState.ts';
import './terminal.css';

export interface TerminalPanelProps {
  readonly client: SimClient;
  readonly player: Player;
}

export function TerminalPanel({ client, player }: TerminalPanelProps): ReactNode {
  const t = useT();
  const scale = useDesignPixel();
  const theme = usePreference(shownTheme);
  const place = useRef<HTMLElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<KubeTerminal>();
  const focus = useTerminal((s) => s.focus);
  const focused = useRef(focus);

  useEffect(() => {
    let off = false;
    let made: KubeTerminal | undefined;
    const make = (): void => {
      void import('./terminal.ts').then((module) => {
        if (off || made || !host.current) return;
        made = new module.KubeTerminal(host.current, {
          client,
          player,
          theme: shownTheme(preferences.getState()),
          scale,
          t,
          fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
          // Tab belongs to the line, so there must be another way out.
          onLeave: () => place.current?.focus(),
        });
        setTerminal(made);
      });
    };
    // Only a terminal that is seen can be measured, and only one that is seen is worth its bytes.
    const watcher = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && make());
    if (host.current) watcher.observe(host.current);
    return () => {
      off = true;
      watcher.disconnect();
      made?.dispose();
      setTerminal(undefined);
    };
    // What it is made with is brought up to date below; it is made once.
    // eslint-disable-next-line
  }, [client, player]);

  useEffect(() => terminal?.screen.setLook({ theme, scale, t }), [terminal, theme, scale, t]);
  useEffect(() => {
    if (!terminal || focus === focused.current) return;
    focused.current = focus;
    terminal.screen.focus();
  }, [terminal, focus]);

  return (
    <section className="ks-terminal" aria-label={t('terminal.label')}>
      <div ref={host} className="ks-terminal-glass" onPointerDown={() => terminal?.screen.focus()}>
        {!terminal && <p className="ks-unseen">{t('terminal.loading')}</p>}
      </div>
      {/* Where the focus goes on Escape: behind the glass, so that Tab goes on from here and not back into it. */}
      <span ref={place} className="ks-unseen" tabIndex={-1} role="note" aria-label={t('terminal.label')} />
      <TerminalStatus player={player} />
      {terminal && <TouchKeys terminal={terminal} />}
    </section>
  );
}

/** Keys that keyboards on glass do not have; shown where there is nothing finer than a finger. */
function TouchKeys({ terminal }: { readonly terminal: KubeTerminal }): ReactNode {
  const t = useT();
  const keys = [
    { shown: 'Tab', data: '\t', label: t('commands.keyComplete') },
    { shown: 'Up', data: '\x1b[A', label: t('terminal.lineBefore') },
    { shown: 'Down', data: '\x1b[B', label: t('terminal.lineAfter') },
    { shown: 'Ctrl C', data: '\x03', label: t('commands.keyInterrupt') },
  ];
  return (
    <div className="ks-terminal-keys" role="toolbar" aria-label={t('commands.groupTerminal')}>
      {keys.map(({ shown, data, label }) => (
        // The keyboard stays up: the focus does not move.
        <button key={data} type="button" aria-label={label} onPointerDown={(e) => e.preventDefault()} onClick={() => terminal.typed(data)}>
          <Kbd keys={shown} />
        </button>
      ))}
    </div>
  );
}

function TerminalStatus({ player }: { readonly player: Player }): ReactNode {
  const t = useT();
  const running = useTerminal((s) => s.running);
  const reads = useTerminal((s) => s.reads);
  const editing = useTerminal((s) => s.editing);
  const playing = useApp((s) => s.playing);
  const past = useApp(inPast);
  const halted = useApp((s) => shownBranch(s)?.halted !== undefined);
  const first = useApp((s) => s.firstVisit);
  const editorOpen = useFrameLayout((s) => s.editorOpen);
  if (halted) return null;
  if (editing && !past) {
    return (
      <p className="ks-terminal-status">
        <span className="ks-terminal-words">{t('terminal.editing')}</span>
        <Button
          size="s"
          onClick={() => {
            if (!editorOpen) openPanel('editor', true);
            showView('editor');
            focusEditor();
          }}
        >
          {t('terminal.toEditor')}
        </Button>
      </p>
    );
  }
  if (past && !playing && !first) return <p className="ks-terminal-status ks-ink3">{t('terminal.past')}</p>;
  if (running === '') return null;
  return (
    <p className="ks-terminal-status">
      <span className="ks-terminal-words">
        <code>{running.split('\n')[0]}</code> {reads && playing ? t('terminal.reads') : playing ? t('terminal.running') : t('terminal.stillRunning')}
      </span>
      {!playing && (
        <Button size="s" icon={Play} onClick={() => player.play()}>
          {t('terminal.play')}
        </Button>
      )}
      <Button size="s" icon={Square} keys="Ctrl C" onClick={interruptTerminal}>
        {t('terminal.stop')}
      </Button>
    </p>
  );
}
