import { expect, it } from 'vitest';
import { embedCode, embedOptions } from './options.ts';

it('is not embedded unless the address says so', () => {
  expect(embedOptions('')).toBeUndefined();
  expect(embedOptions('?view=record')).toBeUndefined();
});

it('starts paused, with a few controls, in the theme of the reader', () => {
  expect(embedOptions('?embed')).toEqual({ view: 'stage', controls: 'basic', theme: undefined, autoplay: false });
  expect(embedOptions('?embed&view=record&controls=full&theme=dark&autoplay=1')).toEqual({ view: 'record', controls: 'full', theme: 'dark', autoplay: true });
});

it('takes nothing from an address but the words that it knows', () => {
  for (const evil of ['<script>', 'constructor', '__proto__', 'stage%00', 'javascript:alert(1)', '', 'STAGE', 'x'.repeat(100_000)]) {
    expect(embedOptions(`?embed&view=${evil}&controls=${evil}&theme=${evil}&autoplay=${evil}`)).toEqual({ view: 'stage', controls: 'basic', theme: undefined, autoplay: false });
  }
  expect(embedOptions('?embed&view=record&view=stage')?.view).toBe('record');
  expect(embedOptions('?embed&%')).toBeDefined();
});

it('writes a frame whose parts cannot break out of it', () => {
  const code = embedCode({ page: 'https://example.org/kubestage/', fragment: '#v1=abc-_', view: 'stage', controls: 'none', theme: 'dark', language: 'ko', title: 'a "quoted" <b> & c' });
  expect(code).toBe('<iframe src="https://example.org/kubestage/?embed&amp;view=stage&amp;controls=none&amp;theme=dark&amp;lang=ko#v1=abc-_" title="a &quot;quoted&quot; &lt;b&gt; &amp; c" width="960" height="640" loading="lazy" style="max-width:100%;border:1px solid #c9c6bc"></iframe>');
});
