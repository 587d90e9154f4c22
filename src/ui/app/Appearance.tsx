// Theme and size of everything: behind the header's sun and moon, and in the narrow page's menu.

import type { ReactNode } from 'react';
import { uiScales } from '../tokens/tokens.ts';
import { Popover, type PopoverTrigger } from '../widgets/Popover.tsx';
import { LARGEST_SCALE, setScale, setTheme, SMALLEST_SCALE, usePreference, useT } from '../widgets/preferences.ts';
import { Segmented } from '../widgets/Segmented.tsx';
import { Slider } from '../widgets/Slider.tsx';

export function Appearance({ trigger }: { readonly trigger: (props: PopoverTrigger) => ReactNode }): ReactNode {
  const t = useT();
  return (
    <Popover label={t('frame.appearance')} align="end" trigger={trigger}>
      {() => (
        <div className="ks-popover-body">
          <AppearancePanel />
        </div>
      )}
    </Popover>
  );
}

export function AppearancePanel(): ReactNode {
  const t = useT();
  const theme = usePreference((p) => p.theme);
  const scale = usePreference((p) => p.scale);
  const percent = (value: number): string => t('frame.sizeValue', { percent: Math.round(value * 100) });
  return (
    <div className="ks-appearance">
      <span className="ks-cap">{t('frame.theme')}</span>
      <Segmented
        label={t('frame.theme')}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: t('frame.themeSystem') },
          { value: 'light', label: t('frame.themeLight') },
          { value: 'dark', label: t('frame.themeDark') },
          { value: 'projector', label: t('frame.themeProjector') },
        ]}
      />
      <span className="ks-cap">{t('frame.size')}</span>
      <span className="ks-row">
        <Slider label={t('frame.size')} value={scale} min={SMALLEST_SCALE} max={LARGEST_SCALE} stops={uiScales} width={180} format={percent} onChange={(value) => setScale(Math.round(value * 20) / 20)} />
        <span>{percent(scale)}</span>
      </span>
    </div>
  );
}
