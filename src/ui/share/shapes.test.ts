import { expect, it } from 'vitest';
import { escape, roundedRect, toSvg, type Shape } from './shapes.ts';

const words = (text: string, more: Partial<Shape> = {}): Shape => ({ as: 'text', text, x: 1, y: 2, family: '"JetBrains Mono Variable", monospace', size: 11, weight: '700', spacing: -0.1, fill: '#000', ...more }) as Shape;

/** Every tag is closed in its order, every attribute quoted: enough of XML for what is written here. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(/<\?xml[^?]*\?>/, '').replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, closing: string, name: string, __, alone: string) => {
    if (closing) return open.pop() === name ? '' : '<';
    if (!alone) open.push(name);
    return '';
  });
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!amp;|lt;|gt;|quot;)/.test(rest);
}

it('writes a picture as XML that holds every word of it, whatever the words are', () => {
  const svg = toSvg({ width: 100, height: 50, ground: '#fff', title: 'a <b> & "c"', shapes: [words('kube-apiserver'), words('<script>alert("1")</script> & co \u0007'), words('한국어', { clip: { x: 0, y: 0, w: 5, h: 5 } }), { as: 'path', d: roundedRect(0, 0, 10, 10, [2, 2, 2, 2]), fill: 'red', stroke: 'url("x")', dash: [2, 2], at: [1, 0, 0, 1, 5, 5], opacity: 0.5 }] });
  expect(wellFormed(svg)).toBe(true);
  expect(svg).toContain('>kube-apiserver</text>');
  expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co </text>');
  expect(svg).toContain('한국어');
  expect(svg).toContain('font-family="&quot;JetBrains Mono Variable&quot;, monospace"');
  expect(svg).toMatch(/<clipPath id="c1"><rect x="0" y="0" width="5" height="5"\/>/);
  expect(svg).not.toContain('foreignObject');
});

it('names the clips of two drawings in one document apart', () => {
  const one = { width: 9, height: 9, ground: '#fff', title: '', shapes: [words('a', { clip: { x: 0, y: 0, w: 5, h: 5 } })] };
  const ids = [toSvg(one, 'p1c'), toSvg({ ...one, width: 8 }, 'p2c')].map((svg) => [/id="(\w+)"/.exec(svg)?.[1], /url\(#(\w+)\)/.exec(svg)?.[1]]);
  expect(ids).toEqual([['p1c1', 'p1c1'], ['p2c1', 'p2c1']]);
});

it('knows what is not well formed', () => {
  expect(wellFormed('<a><b></a></b>')).toBe(false);
  expect(wellFormed('<a x="<"/>')).toBe(false);
  expect(escape('\u0000a')).toBe('a');
});

it('draws corners no rounder than there is room for', () => {
  expect(roundedRect(0, 0, 10, 4, [9, 0, 0, 0])).toBe('M2 0H10V4H0V2A2 2 0 0 1 2 0Z');
});
