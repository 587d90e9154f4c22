// Monaco: the same text with completion, hover, folding, find and several carets. It is the largest part of the page, so
// it comes when the rest is there (monacoLoading.ts), and only what is listed here of it.
//
// Checks, completion and hover come from the session (session/language), through providers of our own and setModelMarkers,
// not from monaco-yaml: so the words are kubectl's and the server's, each document has the schema of its own kind, the
// names offered are those in the cluster, and a worker of 305 KB (gzip) less is loaded.

import { editor as monaco, KeyCode, KeyMod, languages, MarkerSeverity, Uri, type IDisposable } from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
// In 0.57 the register above brings inline completions only; without this line Ctrl+Space is dead.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import type { Problem } from '../../session/protocol.ts';
import type { Translate } from '../../locales/i18n.ts';
import { themes, type Theme } from '../tokens/tokens.ts';
import { problemText, saidBy } from './describe.ts';
import { codeMeasures, lineHeightOf, paddingOf } from './measures.ts';
import { FIRST_LINE, highlightLine, type LineState } from './highlight.ts';
import { monacoTheme, themeName } from './monacoTheme.ts';
import { provideLanguage, rangeOf, type LanguageServices } from './monacoProviders.ts';
import type { TextEdit, TextView, ViewState } from './textView.ts';

export interface MonacoOptions {
  readonly file: string;
  readonly text: string;
  readonly theme: Theme;
  /** CSS pixels per design pixel. */
  readonly scale: number;
  readonly fontFamily: string;
  readonly t: Translate;
  readonly services: LanguageServices;
  onChange(file: string, text: string): void;
  onLeave(): void;
}

/** A block between the lines: what is said about the line above it. */
export interface Zone {
  readonly key: string;
  /** From 0. */
  readonly line: number;
}

export interface MonacoView extends TextView {
  show(file: string, text: string): void;
  setProblems(problems: readonly Problem[]): void;
  /** From 0. */
  caretLine(): number;
  /** Makes room under lines; the elements to fill, by key. */
  setZones(zones: readonly Zone[]): ReadonlyMap<string, HTMLElement>;
  setLook(look: { readonly theme: Theme; readonly scale: number; readonly t: Translate; readonly file: string }): void;
  dispose(): void;
}

const LANGUAGE = 'yaml';
const MARKERS = 'kubestage';

export function createMonaco(host: HTMLElement, options: MonacoOptions): MonacoView {
  start();
  const provided = provideLanguage(LANGUAGE, options.services);
  const instance = monaco.create(host, { ...look(options.scale, options.t, options.file), ...FIXED, theme: themeName(options.theme), fontFamily: options.fontFamily, model: null });
  const view = new View(instance, options, provided);
  view.show(options.file, options.text);
  void document.fonts.ready.then(() => monaco.remeasureFonts());
  return view;
}

let started = false;

function start(): void {
  if (started) return;
  started = true;
  self.MonacoEnvironment = { getWorker: () => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: 'monaco' }) };
  languages.register({ id: LANGUAGE, extensions: ['.yaml', '.yml'] });
  languages.setLanguageConfiguration(LANGUAGE, {
    comments: { lineComment: '#' },
    brackets: [['{', '}'], ['[', ']']],
    autoClosingPairs: [{ open: '{', close: '}' }, { open: '[', close: ']' }, { open: '"', close: '"', notIn: ['string'] }, { open: "'", close: "'", notIn: ['string'] }],
    surroundingPairs: [{ open: '{', close: '}' }, { open: '[', close: ']' }, { open: '"', close: '"' }, { open: "'", close: "'" }],
    folding: { offSide: true },
    // A key with nothing behind it begins a block; so does a dash with a key.
    onEnterRules: [{ beforeText: /:\s*$/, action: { indentAction: languages.IndentAction.Indent } }, { beforeText: /^\s*- +[^#]*\S/, action: { indentAction: languages.IndentAction.None, appendText: '  ' } }],
  });
  languages.setTokensProvider(LANGUAGE, {
    getInitialState: () => new Highlighting(FIRST_LINE),
    tokenize(line, before) {
      const { tokens, state } = highlightLine(line, (before as Highlighting).state);
      return { tokens: tokens.map(({ at, as }) => ({ startIndex: at, scopes: as })), endState: new Highlighting(state) };
    },
  });
  for (const theme of themes) monaco.defineTheme(themeName(theme), monacoTheme(theme));
}

class Highlighting implements languages.IState {
  readonly state: LineState;
  constructor(state: LineState) {
    this.state = state;
  }
  clone(): Highlighting {
    return this;
  }
  equals(other: languages.IState): boolean {
    return other instanceof Highlighting && other.state === this.state;
  }
}

/** What does not depend on the reader. */
const FIXED: monaco.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  contextmenu: true,
  detectIndentation: false,
  fixedOverflowWidgets: true,
  folding: true,
  fontLigatures: false,
  fontWeight: '450',
  glyphMargin: false,
  guides: { indentation: false, bracketPairs: false },
  hideCursorInOverviewRuler: true,
  insertSpaces: true,
  lightbulb: { enabled: 'off' as monaco.ShowLightbulbIconMode },
  lineDecorationsWidth: 2,
  lineNumbersMinChars: 3,
  matchBrackets: 'near',
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  overviewRulerBorder: false,
  overviewRulerLanes: 0,
  quickSuggestions: { comments: false, strings: true, other: true },
  renderFinalNewline: 'on',
  renderLineHighlight: 'none',
  renderWhitespace: 'none',
  roundedSelection: false,
  scrollBeyondLastLine: false,
  scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
  selectionHighlight: true,
  showFoldingControls: 'mouseover',
  stickyScroll: { enabled: false },
  suggest: { showStatusBar: false, preview: false, snippetsPreventQuickSuggestions: false },
  suggestSelection: 'first',
  tabSize: 2,
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
  wordBasedSuggestions: 'off',
  wordWrap: 'off',
};

const look = (scale: number, t: Translate, file: string): monaco.IEditorOptions => ({
  ariaLabel: `${t('editor.text', { file })}. ${t('editor.textHint')}`,
  fontSize: codeMeasures.font * scale,
  letterSpacing: codeMeasures.letter * scale,
  lineHeight: lineHeightOf(scale),
  padding: { top: paddingOf(scale), bottom: paddingOf(scale) },
});

interface PlacedZone {
  readonly zone: Zone;
  readonly element: HTMLElement;
  readonly inner: HTMLElement;
  readonly watcher: ResizeObserver;
  readonly placed: monaco.IViewZone;
  id: string;
}

class View implements MonacoView {
  private readonly editor: monaco.IStandaloneCodeEditor;
  private readonly options: MonacoOptions;
  private readonly provided: IDisposable;
  private readonly states = new Map<string, monaco.ICodeEditorViewState | null>();
  private readonly zones = new Map<string, PlacedZone>();
  private file = '';

  constructor(editor: monaco.IStandaloneCodeEditor, options: MonacoOptions, provided: IDisposable) {
    this.editor = editor;
    this.options = options;
    this.provided = provided;
    // What stands between the lines is as wide as what is seen of them, not as the longest line.
    const width = (): void => editor.getContainerDomNode().style.setProperty('--seen', `${editor.getLayoutInfo().contentWidth - editor.getLayoutInfo().verticalScrollbarWidth}px`);
    editor.onDidLayoutChange(width);
    width();
    // Escape first closes what is open, then leaves: Tab belongs to the text, so there must be another way out.
    editor.addAction({ id: 'kubestage.leave', label: 'leave', keybindings: [KeyCode.Escape], precondition: 'editorTextFocus && !suggestWidgetVisible && !findWidgetVisible && !editorHasMultipleSelections && !inSnippetMode && !editorHasSelection && !codeActionMenuVisible', run: () => options.onLeave() });
    // Keys of the panel that Monaco would take for itself.
    for (const keys of [KeyMod.CtrlCmd | KeyCode.Enter, KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter]) monaco.addKeybindingRule({ keybinding: keys, command: null });
  }

  private get model(): monaco.ITextModel {
    return this.editor.getModel() as monaco.ITextModel;
  }

  show(file: string, text: string): void {
    if (this.file !== file) {
      if (this.file) this.states.set(this.file, this.editor.saveViewState());
      this.file = file;
      const uri = Uri.from({ scheme: 'file', path: `/${file}` });
      let model = monaco.getModel(uri);
      if (!model) {
        model = monaco.createModel(text, LANGUAGE, uri);
        model.setEOL(monaco.EndOfLineSequence.LF);
        model.onDidChangeContent(() => this.options.onChange(file, (model as monaco.ITextModel).getValue()));
      }
      this.editor.setModel(model);
      const state = this.states.get(file);
      if (state) this.editor.restoreViewState(state);
    }
    if (this.model.getValue() !== text) this.replace(text);
  }

  private replace(text: string): void {
    const { model } = this;
    model.pushStackElement();
    model.pushEditOperations(this.editor.getSelections(), [{ range: model.getFullModelRange(), text }], () => null);
    model.pushStackElement();
  }

  // ---- TextView ----

  focus(): void {
    this.editor.focus();
  }

  hasFocus(): boolean {
    return this.editor.hasTextFocus();
  }

  text(): string {
    return this.model.getValue();
  }

  state(): ViewState {
    const selection = this.editor.getSelection();
    const offset = (line: number, column: number): number => this.model.getOffsetAt({ lineNumber: line, column });
    const anchor = selection ? offset(selection.selectionStartLineNumber, selection.selectionStartColumn) : 0;
    const head = selection ? offset(selection.positionLineNumber, selection.positionColumn) : 0;
    return { anchor, head, left: this.editor.getScrollLeft(), top: this.editor.getScrollTop() };
  }

  restore({ anchor, head, left, top }: ViewState): void {
    const a = this.model.getPositionAt(anchor);
    const h = this.model.getPositionAt(head);
    this.editor.setSelection({ selectionStartLineNumber: a.lineNumber, selectionStartColumn: a.column, positionLineNumber: h.lineNumber, positionColumn: h.column });
    this.editor.setScrollPosition({ scrollTop: top }, monaco.ScrollType.Immediate);
    // How wide the text is shows only once its lines are drawn.
    this.editor.render(true);
    this.editor.setScrollPosition({ scrollLeft: left, scrollTop: top }, monaco.ScrollType.Immediate);
  }

  edit(edits: readonly TextEdit[]): void {
    const { model } = this;
    model.pushStackElement();
    this.editor.executeEdits('kubestage', edits.map(({ from, to, text }) => ({ range: rangeOf(model, from, to), text, forceMoveMarkers: true })));
    model.pushStackElement();
  }

  undo(): void {
    this.editor.trigger('kubestage', 'undo', null);
  }

  redo(): void {
    this.editor.trigger('kubestage', 'redo', null);
  }

  reveal(from: number, to: number): void {
    const range = rangeOf(this.model, from, to);
    this.editor.setPosition({ lineNumber: range.startLineNumber, column: range.startColumn });
    this.editor.revealRangeInCenterIfOutsideViewport(range, monaco.ScrollType.Immediate);
    this.editor.focus();
  }

  lineTop(line: number): number {
    return this.editor.getTopForLineNumber(line + 1) - this.editor.getScrollTop();
  }

  get lineHeight(): number {
    return this.editor.getOption(monaco.EditorOption.lineHeight);
  }

  get textLeft(): number {
    return this.editor.getLayoutInfo().contentLeft;
  }

  onLayout(listener: () => void): () => void {
    const heard = [this.editor.onDidScrollChange(listener), this.editor.onDidLayoutChange(listener), this.editor.onDidContentSizeChange(listener), this.editor.onDidChangeHiddenAreas(listener)];
    return () => {
      for (const disposable of heard) disposable.dispose();
    };
  }

  caretLine(): number {
    return (this.editor.getPosition()?.lineNumber ?? 1) - 1;
  }

  // ---- problems ----

  setProblems(problems: readonly Problem[]): void {
    const { model } = this;
    const { t } = this.options.services;
    const severity = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, info: MarkerSeverity.Info };
    monaco.setModelMarkers(model, MARKERS, problems.map((problem) => {
      const said = saidBy(problem);
      const message = problemText(t(), problem) + (said ? `\n${t()(said as 'editor.wordsServer')}` : '');
      return { ...rangeOf(model, problem.from, problem.to), severity: severity[problem.severity], message };
    }));
  }

  setZones(zones: readonly Zone[]): ReadonlyMap<string, HTMLElement> {
    const wanted = new Map(zones.map((zone) => [zone.key, zone]));
    // What stands between the lines is for everybody, and has buttons; Monaco hides it anew with each text.
    this.editor.getDomNode()?.querySelector('.view-zones')?.removeAttribute('aria-hidden');
    this.editor.changeViewZones((accessor) => {
      for (const [key, placed] of this.zones) {
        const zone = wanted.get(key);
        if (zone && zone.line === placed.zone.line) continue;
        placed.watcher.disconnect();
        accessor.removeZone(placed.id);
        this.zones.delete(key);
      }
      for (const zone of zones) if (!this.zones.has(zone.key)) this.place(zone, accessor);
    });
    return new Map([...this.zones].map(([key, placed]) => [key, placed.inner]));
  }

  private place(zone: Zone, accessor: monaco.IViewZoneChangeAccessor): void {
    const element = document.createElement('div');
    element.className = 'ks-zone';
    const inner = document.createElement('div');
    element.append(inner);
    // Monaco would take the pointer for itself, and no button in here would ever be pressed.
    for (const event of ['pointerdown', 'mousedown', 'touchstart', 'contextmenu']) element.addEventListener(event, (e) => e.stopPropagation());
    // Before it is filled, a guess: a line of words and one of advice.
    const view: monaco.IViewZone = { afterLineNumber: zone.line + 1, heightInPx: 3.4 * this.lineHeight, domNode: element, suppressMouseDown: true };
    const placed: PlacedZone = { zone, element, inner, placed: view, id: accessor.addZone(view), watcher: new ResizeObserver(() => this.fit(placed)) };
    this.zones.set(zone.key, placed);
    placed.watcher.observe(inner);
  }

  private fit({ id, inner, placed }: PlacedZone): void {
    const height = Math.ceil(inner.getBoundingClientRect().height);
    if (height === 0 || placed.heightInPx === height) return;
    placed.heightInPx = height;
    this.editor.changeViewZones((accessor) => accessor.layoutZone(id));
  }

  // ---- the reader ----

  setLook({ theme, scale, t, file }: { readonly theme: Theme; readonly scale: number; readonly t: Translate; readonly file: string }): void {
    monaco.setTheme(themeName(theme));
    this.editor.updateOptions(look(scale, t, file));
  }

  dispose(): void {
    for (const { watcher } of this.zones.values()) watcher.disconnect();
    this.provided.dispose();
    for (const model of monaco.getModels()) model.dispose();
    this.editor.dispose();
  }
}
