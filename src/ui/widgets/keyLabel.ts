// How a chord like `Ctrl Shift Enter` is written for the reader's platform. Words, not signs, except where the key itself
// bears the sign.

const everywhere: Readonly<Record<string, string>> = { Enter: '⏎', Left: '←', Right: '→', Up: '↑', Down: '↓' };
const onMac: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };

export function keyLabel(keys: string, mac = isMac()): string {
  return keys
    .split(' ')
    .map((key) => (mac ? onMac[key] : undefined) ?? everywhere[key] ?? key)
    .join(' ');
}

function isMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
}
