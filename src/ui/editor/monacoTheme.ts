// Monaco in the colours of the page: made from the tokens, one theme for each of ours.

import type { editor } from 'monaco-editor/editor';
import { colour, type ColourName, type Theme } from '../tokens/tokens.ts';
import type { TokenClass } from './highlight.ts';

export const tokenColours: Readonly<Record<TokenClass, ColourName>> = { key: 'yaml-key', number: 'yaml-number', punctuation: 'ink3', comment: 'ink3', text: 'ink' };

export const themeName = (theme: Theme): string => `kubestage-${theme}`;

export function monacoTheme(theme: Theme): editor.IStandaloneThemeData {
  const of = (name: ColourName, alpha = ''): string => colour(theme, name) + alpha;
  return {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [{ token: '', foreground: of('ink').slice(1) }, ...Object.entries(tokenColours).map(([token, name]) => ({ token, foreground: of(name).slice(1) }))],
    colors: {
      'editor.background': of('panel'),
      'editor.foreground': of('ink'),
      'editorCursor.foreground': of('ink'),
      'editorLineNumber.foreground': of('ink3'),
      'editorLineNumber.activeForeground': of('ink'),
      'editor.selectionBackground': of('write', '3D'),
      'editor.inactiveSelectionBackground': of('write', '24'),
      'editor.wordHighlightBackground': of('mark', '66'),
      'editor.wordHighlightStrongBackground': of('mark', '66'),
      'editor.findMatchBackground': of('mark'),
      'editor.findMatchHighlightBackground': of('mark', '80'),
      // Brackets are punctuation; depth has no colour of its own.
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`editorBracketHighlight.foreground${n}`, of('ink3')])),
      'editorBracketHighlight.unexpectedBracket.foreground': of('err'),
      'editorBracketMatch.background': of('sunk'),
      'editorBracketMatch.border': of('line3'),
      'editorError.foreground': of('err'),
      'editorWarning.foreground': of('status'),
      'editorInfo.foreground': of('write'),
      'editorHint.foreground': of('write'),
      'editorWidget.background': of('panel'),
      'editorWidget.foreground': of('ink'),
      'editorWidget.border': of('line2'),
      'editorHoverWidget.background': of('panel'),
      'editorHoverWidget.border': of('line2'),
      'editorSuggestWidget.background': of('panel'),
      'editorSuggestWidget.border': of('line2'),
      'editorSuggestWidget.foreground': of('ink'),
      'editorSuggestWidget.selectedBackground': of('write-t'),
      'editorSuggestWidget.selectedForeground': of('ink'),
      'editorSuggestWidget.highlightForeground': of('write'),
      'editorSuggestWidget.focusHighlightForeground': of('write'),
      'editorFoldBackground': of('sunk'),
      'editorGutter.foldingControlForeground': of('ink3'),
      'list.hoverBackground': of('sunk'),
      'list.focusBackground': of('write-t'),
      'input.background': of('panel'),
      'input.foreground': of('ink'),
      'input.border': of('line2'),
      'inputOption.activeBackground': of('write-t'),
      'inputOption.activeBorder': of('write'),
      'inputOption.activeForeground': of('ink'),
      'menu.background': of('panel'),
      'menu.foreground': of('ink'),
      'menu.selectionBackground': of('sunk'),
      'menu.selectionForeground': of('ink'),
      'menu.border': of('line2'),
      'focusBorder': of('ink'),
      'textLink.foreground': of('write'),
      'textLink.activeForeground': of('write'),
      'textCodeBlock.background': of('sunk'),
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': of('line2', '88'),
      'scrollbarSlider.hoverBackground': of('line3', '88'),
      'scrollbarSlider.activeBackground': of('line3'),
      'widget.shadow': theme === 'dark' ? '#00000080' : '#1D1F2224',
    },
  };
}
