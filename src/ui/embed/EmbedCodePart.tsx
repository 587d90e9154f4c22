// In the Share sheet: the code that puts this moment into another page.

import { Check, Copy } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from '../widgets/Button.tsx';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { controlSets, embedCode, views, type EmbedOptions } from './options.ts';

const VIEWS = { stage: 'embed.viewStage', timeline: 'embed.viewTimeline', record: 'embed.viewRecord' } as const;
const CONTROLS = { none: 'embed.controlsNone', basic: 'embed.controlsBasic', full: 'embed.controlsFull' } as const;
const THEMES = { '': 'embed.themeSystem', light: 'embed.themeLight', dark: 'embed.themeDark' } as const;

export function EmbedCodePart({ fragment, title }: { readonly fragment: string; readonly title: string }): ReactNode {
  const t = useT();
  const [view, setView] = useState<EmbedOptions['view']>('stage');
  const [controls, setControls] = useState<EmbedOptions['controls']>('basic');
  const [theme, setTheme] = useState<keyof typeof THEMES>('');
  const [copied, setCopied] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const code = embedCode({ page: location.origin + location.pathname, fragment, view, controls, theme: theme === '' ? undefined : theme, language: t.language, title: title === '' ? t('embed.title') : `${t('embed.title')}: ${title}` });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(code);
    } catch {
      // As with the link: selected, and Ctrl+C does it.
      field.current?.select();
    }
  };
  const choice = <V extends string>(label: string, value: V, values: readonly V[], text: (value: V) => string, set: (value: V) => void): ReactNode => (
    <label>
      <span className="ks-ink3">{label}</span>
      <select aria-label={label} value={value} onChange={(e) => set(e.currentTarget.value as V)}>
        {values.map((v) => (
          <option key={v} value={v}>
            {text(v)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Section title={t('embed.section')}>
      <p className="ks-ink2">{t('embed.what')}</p>
      <div className="ks-embed-choices">
        {choice(t('embed.view'), view, views, (v) => t(VIEWS[v]), setView)}
        {choice(t('embed.controls'), controls, controlSets, (v) => t(CONTROLS[v]), setControls)}
        {choice(t('embed.theme'), theme, ['', 'light', 'dark'] as const, (v) => t(THEMES[v]), setTheme)}
      </div>
      <textarea ref={field} className="ks-embed-code ks-mono" aria-label={t('embed.code')} readOnly value={code} onFocus={(e) => e.currentTarget.select()} />
      <Button size="s" icon={copied === code ? Check : Copy} onClick={() => void copy()}>
        {copied === code ? t('embed.copied') : t('embed.copy')}
      </Button>
    </Section>
  );
}
