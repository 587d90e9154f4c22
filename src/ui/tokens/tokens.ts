// The design tokens: every colour, size, layer and duration of the page, once. tokens.css is generated from this file
// (tokens.test.ts holds the two together, and UPDATE_TOKENS=1 rewrites the CSS); canvases and tests read it directly.
// Design: ../../../../shared/design/ui.md, section 2.

export const themes = ['light', 'dark', 'projector'] as const;
export type Theme = (typeof themes)[number];

/** One row per colour token, one column per theme: what it is used for stands in ui.md. */
const table = {
  // grounds
  paper: ['#F3F2EE', '#0F1113', '#FFFFFF'],
  stage: ['#FAF9F6', '#14171A', '#FFFFFF'],
  panel: ['#FFFFFF', '#1B1F23', '#FFFFFF'],
  sunk: ['#F7F6F2', '#16191D', '#F4F4F4'],
  // lines
  line: ['#E4E2DB', '#282D33', '#D0D0D0'],
  line2: ['#C9C6BC', '#3F464E', '#949494'],
  line3: ['#88857B', '#747C86', '#6B6B6B'],
  road: ['#8D8A7F', '#69717B', '#7A7A7A'],
  work: ['#8F8B7E', '#727A84', '#7D7D7D'],
  work2: ['#DAD7CD', '#343A41', '#CFCFCF'],
  // text
  ink: ['#1D1F22', '#E9EAEC', '#000000'],
  ink2: ['#494C51', '#B7BCC3', '#242424'],
  ink3: ['#63676D', '#969CA5', '#474747'],
  on: ['#FFFFFF', '#0F1113', '#FFFFFF'],
  // messages and states
  write: ['#1B5DC1', '#7FB0FF', '#0B46A8'],
  watch: ['#00756A', '#4FC6B3', '#005A50'],
  status: ['#8F5508', '#E0A94E', '#733F00'],
  err: ['#BE2B1E', '#FF8375', '#A3140A'],
  ok: ['#387A20', '#8CC66A', '#1E6110'],
  // the same as backgrounds
  'write-t': ['#E9F0FB', '#1C2A40', '#E3ECFB'],
  'watch-t': ['#E2F2EF', '#15302D', '#DDF1EE'],
  'status-t': ['#F8EFDF', '#33291A', '#FAEEDC'],
  'err-t': ['#FCEBE8', '#3A2120', '#FBE3E0'],
  'ok-t': ['#EAF3E4', '#223019', '#E4F2DC'],
  // branches of time
  'branch-b': ['#B3305F', '#F08DB0', '#9C1F4F'],
  'branch-c': ['#5E6B00', '#C4CC5A', '#4B5600'],
  // the one marker
  mark: ['#FFE583', '#6B560D', '#FFDE5C'],
  'mark-line': ['#E3AE00', '#E8C547', '#D9A200'],
  'mark-ink': ['#1D1F22', '#FFF3C4', '#000000'],
  // the API server
  hub: ['#23272E', '#2C333B', '#14181E'],
  hub2: ['#3A4049', '#3A424B', '#333941'],
  'hub-ink': ['#FFFFFF', '#FFFFFF', '#FFFFFF'],
  'hub-ink2': ['#B9BEC6', '#C3C9D0', '#D3D7DC'],
  'hub-line': ['#78808B', '#8C959F', '#858D97'],
  // YAML
  'yaml-key': ['#24507A', '#9CC3E6', '#0B3A66'],
  'yaml-number': ['#8A4A00', '#E3B06A', '#6B3500'],
  // tiles at scale
  'heat-0': ['#FFFFFF', '#1B1F23', '#FFFFFF'],
  'heat-1': ['#F6F4F0', '#22272C', '#F6F6F6'],
  'heat-2': ['#EEEBE4', '#2A3036', '#ECECEC'],
  'heat-3': ['#E6E2D9', '#333A41', '#E2E2E2'],
  cell: ['#7F7C72', '#8A929B', '#6B6B6B'],
} as const satisfies Record<string, readonly [light: string, dark: string, projector: string]>;

export type ColourName = keyof typeof table;

/** A colour of a theme, as #RRGGBB. */
export function colour(theme: Theme, name: ColourName): string {
  return table[name][themes.indexOf(theme)] as string;
}

export const colourNames = Object.keys(table) as readonly ColourName[];

/** What is neither opaque colour nor size, but still depends on the theme. */
const effects: Record<Theme, Readonly<Record<'shadow' | 'shadow-popover' | 'hub-edge' | 'hatch' | 'ghost', string>>> = {
  light: {
    shadow: '0 1px 2px rgb(29 31 34 / .05)',
    'shadow-popover': '0 8px 28px rgb(29 31 34 / .14), 0 1px 3px rgb(29 31 34 / .1)',
    'hub-edge': 'transparent',
    hatch: 'rgb(29 31 34 / .1)',
    ghost: '.42',
  },
  dark: {
    shadow: 'none',
    'shadow-popover': '0 10px 32px rgb(0 0 0 / .5), 0 0 0 1px #3F464E',
    'hub-edge': '#8C959F',
    hatch: 'rgb(255 255 255 / .1)',
    ghost: '.45',
  },
  projector: { shadow: 'none', 'shadow-popover': '0 0 0 2px #000000', 'hub-edge': 'transparent', hatch: 'rgb(0 0 0 / .14)', ghost: '.35' },
};

/** Lengths in design pixels: at UI scale 100 % one of them is one CSS pixel. */
export const lengths = {
  // grid 4
  'space-4': 4,
  'space-6': 6,
  'space-8': 8,
  'space-12': 12,
  'space-16': 16,
  'pad-panel': 14,
  // corners
  'round-chip': 3,
  'round-flag': 4,
  'round-cell': 5,
  'round-button': 6,
  'round-box': 8,
  'round-sheet': 10,
  // type
  'type-caption': 16.5,
  'type-title': 14.5,
  'type-box': 13,
  'type-body': 12.5,
  'type-label': 11.5,
  'type-small': 11,
  'type-code': 12,
} as const;

/** The page frame at 1440×900, in design pixels. */
export const frameSize = {
  header: 44,
  headerNarrow: 52,
  editor: 300,
  lesson: 404,
  inspector: 340,
  caption: 52,
  transport: 40,
  dock: 436,
  bottom: 196,
  rail: 44,
  /** Below this width the page becomes one column with five tabs. */
  narrowBelow: 900,
  /** Below this height one column does not fit. */
  shortBelow: 640,
} as const;

/** What lies over what. */
export const layers = {
  ground: 0,
  road: 1,
  box: 2,
  lane: 3,
  head: 4,
  footprint: 5,
  flag: 6,
  spotlight: 7,
  prompt: 8,
  panel: 10,
  popover: 20,
  dialog: 30,
  laser: 40,
  blackout: 50,
} as const;

/** Milliseconds. Steps move the playhead, never a packet. */
export const durations = {
  'step-hop': 450,
  'step-reconcile': 900,
  'step-milestone': 1400,
  skip: 500,
  zoom: 240,
  panel: 160,
  hover: 80,
  appear: 120,
} as const;

export const curves = { playhead: 'cubic-bezier(.3, 0, .2, 1)', out: 'ease-out' } as const;

export const fontStacks = {
  sans: "'Pretendard Variable', -apple-system, 'Segoe UI', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif",
  mono: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Consolas, 'DejaVu Sans Mono', 'Pretendard Variable', 'Noto Sans Mono CJK KR', monospace",
} as const;

/** UI scale: one number multiplies everything. */
export const uiScales = [1, 1.25, 1.5, 1.75, 2, 2.5] as const;

/** The custom properties of one theme, in the order of this file. */
export function themeProperties(theme: Theme): readonly (readonly [name: string, value: string])[] {
  return [
    ['color-scheme', theme === 'dark' ? 'dark' : 'light'],
    ...colourNames.map((name) => [`--${name}`, colour(theme, name)] as const),
    ...Object.entries(effects[theme]).map(([name, value]) => [`--${name}`, value] as const),
  ];
}

/** The text of tokens.css. */
export function tokensCss(): string {
  const block = (selector: string, properties: readonly (readonly [string, string])[], indent = ''): string =>
    `${indent}${selector} {\n${properties.map(([name, value]) => `${indent}  ${name}: ${value};\n`).join('')}${indent}}\n`;
  const scale: (readonly [string, string])[] = [
    ['--ui', '1'],
    // A root em is 16 CSS pixels unless the reader asked the browser for more; base.css multiplies it by --ui.
    ['--px', '.0625rem'],
    ...Object.entries(lengths).map(([name, n]) => [`--${name}`, `calc(${n} * var(--px))`] as const),
    ...Object.entries(layers).map(([name, n]) => [`--layer-${name}`, String(n)] as const),
    ...Object.entries(durations).map(([name, n]) => [`--time-${name}`, `${n}ms`] as const),
    ...Object.entries(curves).map(([name, value]) => [`--curve-${name}`, value] as const),
    ...Object.entries(fontStacks).map(([name, value]) => [`--font-${name}`, value] as const),
  ];
  return [
    '/* Generated from tokens.ts: change that file, then UPDATE_TOKENS=1 npx vitest run src/ui/tokens. */\n',
    block(':root', scale),
    block(':root, [data-theme=light]', themeProperties('light')),
    block('[data-theme=dark]', themeProperties('dark')),
    block('[data-theme=projector]', themeProperties('projector')),
    '/* No choice made: follow the system, also when it changes. */\n',
    `@media (prefers-color-scheme: dark) {\n${block(':root:not([data-theme])', themeProperties('dark'), '  ')}}\n`,
  ].join('');
}
