// The plain editor: a real <textarea> that works at once, everywhere, with every keyboard, screen reader and input method,
// over a drawing of the same text in colours. On small screens it is all there is.

import { useEffect, useLayoutEffect, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import type { Problem } from '../../session/protocol.ts';
import { useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { isTouch } from './monacoLoading.ts';
import { highlightText, type Piece } from './highlight.ts';
import { codeMeasures, gutterOf, lineHeightOf, paddingOf } from './measures.ts';
import { lineOf, type TextEdit, type TextView, type ViewState } from './textView.ts';
import { typedEnter, typedTab, type Typed } from './typing.ts';

export interface PlainEditorProps {
  readonly file: string;
  readonly text: string;
  /** In places of this text. */
  readonly problems: readonly Problem[];
  readonly onChange: (text: string) => void;
  readonly onLeave: () => void;
  readonly onFocus: () => void;
  readonly onView: (view: PlainView | undefined) => void;
}

export interface PlainView extends TextView {
  /** An input method is putting a word together, or the last key is just a moment ago: do not take the text away now. */
  readonly busy: boolean;
}

/** Letters of 16 pixels: smaller ones make phones zoom in. */
const TOUCH_SCALE = 16 / codeMeasures.font;
/** How long after a key somebody counts as typing, in milliseconds. */
const TYPING_MS = 350;

export function PlainEditor({ file, text, problems, onChange, onLeave, onFocus, onView }: PlainEditorProps): ReactNode {
  const t = useT();
  const pixel = useDesignPixel();
  const scale = isTouch() ? Math.max(pixel, TOUCH_SCALE) : pixel;
  const area = useRef<HTMLTextAreaElement>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const digit = useRef<HTMLSpanElement>(null);
  const typing = useRef({ composing: false, lastKey: -Infinity });
  const listeners = useRef(new Set<() => void>());
  const count = text.split('\n').length;

  const align = (): void => {
    const { current } = area;
    if (!current || !drawing.current || !numbers.current) return;
    drawing.current.style.transform = `translate(${-current.scrollLeft}px, ${-current.scrollTop}px)`;
    numbers.current.style.transform = `translateY(${-current.scrollTop}px)`;
    for (const listener of listeners.current) listener();
  };
  const measure = (): void => {
    const width = digit.current?.getBoundingClientRect().width ?? 0;
    // A view that is not shown has no width; it is measured when it is shown.
    if (width > 0) area.current?.parentElement?.style.setProperty('--gutter', `${gutterOf(width / 10)}px`);
    align();
  };
  useLayoutEffect(measure);
  useEffect(() => {
    // The font may come later than the first text in it, and the text later than the view.
    const observer = new ResizeObserver(measure);
    observer.observe(digit.current as Element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = area.current as HTMLTextAreaElement;
    onView(viewOf(element, typing.current, listeners.current, scale));
    return () => onView(undefined);
  }, [scale, onView]);

  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>): void => {
    const element = e.currentTarget;
    typing.current.lastKey = e.timeStamp;
    if (e.nativeEvent.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    const { value, selectionStart, selectionEnd } = element;
    if (e.key === 'Escape') {
      e.preventDefault();
      onLeave();
      return;
    }
    const typed = e.key === 'Tab' ? typedTab(value, selectionStart, selectionEnd, e.shiftKey) : e.key === 'Enter' && !e.shiftKey ? typedEnter(value, selectionStart, selectionEnd) : undefined;
    if (e.key === 'Tab' || typed) e.preventDefault();
    if (typed) enter(element, typed);
  };

  const style = { '--code-size': `${codeMeasures.font * scale}px`, '--code-letter': `${codeMeasures.letter * scale}px`, '--line': `${lineHeightOf(scale)}px`, '--top': `${paddingOf(scale)}px` } as CSSProperties;
  return (
    <div className="ks-raw" style={style}>
      <span ref={digit} className="ks-code ks-raw-digit" aria-hidden>
        0000000000
      </span>
      <div className="ks-raw-window" aria-hidden>
        <div ref={drawing} className="ks-code ks-raw-drawing">
          {marked(text, problems).map((line, i) => (
            <div key={i} className="ks-raw-line">
              {line.map((piece, j) => (
                <span key={j} className={`ks-yaml-${piece.as}${piece.problem ? ` ks-squiggle ks-${piece.problem}` : ''}`}>
                  {piece.text}
                </span>
              ))}
            </div>
          ))}
        </div>
        <div ref={numbers} className="ks-code ks-raw-numbers">
          {Array.from({ length: count }, (_, i) => i + 1).join('\n')}
        </div>
      </div>
      <textarea
        ref={area}
        className="ks-code ks-raw-text"
        value={text}
        aria-label={t('editor.text', { file })}
        aria-description={t('editor.textHint')}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        wrap="off"
        onChange={(e) => {
          typing.current.lastKey = e.timeStamp;
          onChange(e.currentTarget.value);
        }}
        onScroll={align}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onCompositionStart={() => (typing.current.composing = true)}
        onCompositionEnd={() => (typing.current.composing = false)}
      />
    </div>
  );
}

/** Through the browser's own editing, so that its undo knows of it. */
function enter(element: HTMLTextAreaElement, { edit, from, to }: Typed): void {
  element.setSelectionRange(edit.from, edit.to);
  insert(element, edit.text);
  element.setSelectionRange(from, to);
}

function insert(element: HTMLTextAreaElement, text: string): void {
  element.focus();
  // execCommand is old, but the only way that keeps the browser's undo; where it is gone, the text still changes.
  const done = document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (done) return;
  element.setRangeText(text, element.selectionStart, element.selectionEnd, 'end');
  element.dispatchEvent(new Event('input', { bubbles: true }));
}

function viewOf(element: HTMLTextAreaElement, typing: { readonly composing: boolean; readonly lastKey: number }, listeners: Set<() => void>, scale: number): PlainView {
  const lineHeight = lineHeightOf(scale);
  const state = (): ViewState => {
    const back = element.selectionDirection === 'backward';
    return { anchor: back ? element.selectionEnd : element.selectionStart, head: back ? element.selectionStart : element.selectionEnd, left: element.scrollLeft, top: element.scrollTop };
  };
  return {
    focus: () => element.focus(),
    hasFocus: () => document.activeElement === element,
    text: () => element.value,
    state,
    restore({ anchor, head, left, top }) {
      element.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head), head < anchor ? 'backward' : 'forward');
      element.scrollTo(left, top);
    },
    edit(edits: readonly TextEdit[]) {
      const { top, left } = state();
      for (const { from, to, text } of [...edits].sort((a, b) => b.from - a.from)) {
        element.focus();
        element.setSelectionRange(from, to);
        insert(element, text);
      }
      element.scrollTo(left, top);
    },
    undo() {
      element.focus();
      document.execCommand('undo');
    },
    redo() {
      element.focus();
      document.execCommand('redo');
    },
    reveal(from, to) {
      element.focus();
      element.setSelectionRange(from, to);
      const line = lineOf(element.value, from) * lineHeight;
      if (line < element.scrollTop || line > element.scrollTop + element.clientHeight - 2 * lineHeight) element.scrollTop = Math.max(0, line - element.clientHeight / 2);
    },
    lineTop: (line) => paddingOf(scale) + line * lineHeight - element.scrollTop,
    lineHeight,
    get textLeft() {
      return parseFloat(getComputedStyle(element).paddingLeft);
    },
    onLayout(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get busy() {
      return typing.composing || performance.now() - typing.lastKey < TYPING_MS;
    },
  };
}

interface MarkedPiece extends Piece {
  readonly problem?: Problem['severity'];
}

/** The pieces of each line, cut where a problem begins and ends. */
function marked(text: string, problems: readonly Problem[]): readonly (readonly MarkedPiece[])[] {
  let at = 0;
  return highlightText(text).map((line) => {
    const start = at;
    const length = line.reduce((n, piece) => n + piece.text.length, 0);
    at += length + 1;
    const here = problems.filter((p) => p.from < start + length && p.to > start);
    if (here.length === 0) return line;
    let from = start;
    return line.flatMap((piece): MarkedPiece[] => {
      const cuts = [...new Set([0, piece.text.length, ...here.flatMap((p) => [p.from - from, p.to - from])])].filter((c) => c >= 0 && c <= piece.text.length).sort((a, b) => a - b);
      const out = cuts.slice(0, -1).map((cut, i): MarkedPiece => {
        const end = cuts[i + 1] as number;
        const problem = here.find((p) => p.from <= from + cut && p.to >= from + end);
        return { text: piece.text.slice(cut, end), as: piece.as, ...(problem ? { problem: problem.severity } : {}) };
      });
      from += piece.text.length;
      return out;
    });
  });
}
