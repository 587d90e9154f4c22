// The terminal's glass: xterm with our colours and measures. It knows no shell; it is given text to show and tells what is
// typed. A chunk of its own, loaded when the terminal is first seen.

import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal, type ILink, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Translate } from '../../locales/i18n.ts';
import { colour, type ColourName, type Theme } from '../tokens/tokens.ts';

export interface ScreenOptions {
  readonly theme: Theme;
  /** CSS pixels per design pixel. */
  readonly scale: number;
  readonly fontFamily: string;
  readonly t: Translate;
  onData(data: string): void;
  /** The number of columns has changed: what was drawn no longer fits. */
  onColumns(): void;
  onLeave(): void;
  /** Is there something of this name to select? */
  knows(word: string): boolean;
  onWord(word: string): void;
}

const FONT = 12;
const SCROLLBACK = 5000;

export class Screen {
  readonly term: Terminal;
  private readonly host: HTMLElement;
  private readonly options: ScreenOptions;
  private readonly fit = new FitAddon();
  private readonly watcher: ResizeObserver;

  constructor(host: HTMLElement, options: ScreenOptions) {
    this.host = host;
    this.options = options;
    Terminal.strings.promptLabel = options.t('terminal.input');
    Terminal.strings.tooMuchOutput = options.t('terminal.tooMuch');
    this.term = new Terminal({
      allowProposedApi: true,
      cols: 80,
      rows: 6,
      convertEol: false,
      cursorBlink: false,
      cursorStyle: 'block',
      cursorInactiveStyle: 'outline',
      drawBoldTextInBrightColors: false,
      fontFamily: options.fontFamily,
      fontWeight: 450,
      fontWeightBold: 700,
      // The room kept for the scrollbar.
      overviewRuler: { width: 8 },
      screenReaderMode: true,
      scrollback: SCROLLBACK,
      tabStopWidth: 8,
      theme: themeOf(options.theme),
      ...measures(options.scale),
    });
    this.term.loadAddon(this.fit);
    this.term.loadAddon(new Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    this.term.open(host);
    this.term.onData((data) => options.onData(data));
    this.hearInput();
    this.term.attachCustomKeyEventHandler((event) => this.ours(event));
    this.term.registerLinkProvider({ provideLinks: (row, callback) => callback(this.links(row)) });
    this.watcher = new ResizeObserver(() => this.refit());
    this.watcher.observe(host);
    this.refit();
    void document.fonts.ready.then(() => this.refit());
  }

  get columns(): number {
    return this.term.cols;
  }

  write(text: string): void {
    if (text !== '') this.term.write(text);
  }

  /** Everything gone, the lines above as well. */
  reset(): void {
    this.term.write('\x1b[H\x1b[2J\x1b[3J');
  }

  focus(): void {
    this.term.focus();
  }

  setLook({ theme, scale, t }: Pick<ScreenOptions, 'theme' | 'scale' | 't'>): void {
    this.term.options.theme = themeOf(theme);
    Object.assign(this.term.options, measures(scale));
    this.term.textarea?.setAttribute('aria-label', t('terminal.input'));
    this.refit();
  }

  dispose(): void {
    this.watcher.disconnect();
    this.term.dispose();
  }

  /**
   * With a screen reader's mode on, xterm hears keys and input methods only. What comes without a key (dictation, keyboards
   * on glass, tables of signs) is handed on here.
   */
  private hearInput(): void {
    const { textarea } = this.term;
    let pressed = false;
    textarea?.addEventListener('keydown', (e) => (pressed = e.key.length === 1 && !e.isComposing));
    textarea?.addEventListener('input', (e) => {
      const { data, inputType, isComposing } = e as InputEvent;
      if (!pressed && !isComposing && inputType === 'insertText' && data) this.options.onData(data);
      pressed = false;
    });
  }

  private refit(): void {
    if (this.host.clientWidth === 0 || this.host.clientHeight === 0) return;
    const before = this.term.cols;
    this.fit.fit();
    if (this.term.cols !== before) this.options.onColumns();
  }

  /** False for keys that the page or the browser takes: copying, pasting, and the ways out. */
  private ours(event: KeyboardEvent): boolean {
    if (event.isComposing) return true;
    const control = event.ctrlKey || event.metaKey;
    if (event.type === 'keydown' && event.code === 'Escape') {
      this.options.onLeave();
      return false;
    }
    if (event.code === 'Tab' && event.shiftKey) return false;
    if (control && event.code === 'KeyV') return false;
    if (control && event.code === 'KeyC' && (event.shiftKey || this.term.hasSelection())) {
      if (event.type === 'keydown') {
        event.preventDefault();
        void navigator.clipboard?.writeText(this.term.getSelection());
        this.term.clearSelection();
      }
      return false;
    }
    return true;
  }

  private links(row: number): ILink[] {
    const line = this.term.buffer.active.getLine(row - 1);
    if (!line) return [];
    // Wide characters take two cells: places are counted in cells, words in characters.
    const columns: number[] = [];
    let text = '';
    for (let x = 0; x < line.length; x++) {
      const cell = line.getCell(x);
      const chars = cell?.getChars() || (cell?.getWidth() === 0 ? '' : ' ');
      for (let i = 0; i < chars.length; i++) columns.push(x + 1);
      text += chars;
    }
    return [...text.matchAll(/[a-z0-9][-a-z0-9./]*[a-z0-9]/g)].flatMap((match): ILink[] => {
      const [word] = match;
      if (!this.options.knows(word)) return [];
      const start = columns[match.index] as number;
      const end = columns[match.index + word.length - 1] as number;
      return [{ text: word, range: { start: { x: start, y: row }, end: { x: end, y: row } }, decorations: { pointerCursor: true, underline: true }, activate: () => this.options.onWord(word) }];
    });
  }
}

const measures = (scale: number): { readonly fontSize: number; readonly letterSpacing: number; readonly lineHeight: number } => ({ fontSize: FONT * scale, letterSpacing: -0.24 * scale, lineHeight: 1.02 });

function themeOf(theme: Theme): ITheme {
  const of = (name: ColourName, alpha = ''): string => colour(theme, name) + alpha;
  return {
    background: of('panel'),
    foreground: of('ink'),
    cursor: of('ink'),
    cursorAccent: of('panel'),
    selectionBackground: of('write', '3D'),
    selectionInactiveBackground: of('write', '24'),
    black: of('ink'),
    red: of('err'),
    green: of('ok'),
    yellow: of('status'),
    blue: of('write'),
    magenta: of('ink2'),
    cyan: of('watch'),
    white: of('ink'),
    brightBlack: of('ink3'),
    brightRed: of('err'),
    brightGreen: of('ok'),
    brightYellow: of('status'),
    brightBlue: of('write'),
    brightMagenta: of('ink2'),
    brightCyan: of('watch'),
    brightWhite: of('ink'),
    scrollbarSliderBackground: of('line2'),
    scrollbarSliderHoverBackground: of('line3'),
    scrollbarSliderActiveBackground: of('line3'),
    overviewRulerBorder: of('panel'),
  };
}
