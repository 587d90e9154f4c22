// The header: whose run this is, how far it can be trusted, and what can be done with it as a whole. It gives way in steps
// when there is less room, and on the narrow page keeps title and sharing, the rest behind one button.

import { BadgeCheck, BookOpen, ChevronDown, EllipsisVertical, Link, Presentation, Search, SunMoon, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import { isLanguage, languages } from '../../locales/i18n.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { Logo } from '../widgets/glyphs/Logo.tsx';
import { Kbd } from '../widgets/Kbd.tsx';
import { Menu, type MenuItem } from '../widgets/Menu.tsx';
import { setLanguage, useT } from '../widgets/preferences.ts';
import { Segmented } from '../widgets/Segmented.tsx';
import { Appearance, AppearancePanel } from './Appearance.tsx';
import { Popover } from '../widgets/Popover.tsx';

export interface FrameHeaderProps {
  readonly title: string;
  /** The scenarios behind the title. */
  readonly scenarios: readonly MenuItem[];
  /** `v1.36`: the release the simulator was compared with. */
  readonly version?: string;
  readonly seed?: string;
  /** What a button has nothing to do yet stays grey. */
  readonly onFidelity?: () => void;
  readonly onSearch?: () => void;
  readonly onFaults?: () => void;
  readonly onLessons?: () => void;
  readonly onShare?: () => void;
  readonly onPresent?: () => void;
}

export function FrameHeader(props: FrameHeaderProps & { readonly narrow: boolean }): ReactNode {
  return (
    <header className="ks-header">
      <Logo size={22} />
      {props.narrow ? <NarrowParts {...props} /> : <WideParts {...props} />}
    </header>
  );
}

function WideParts({ title, scenarios, version, seed, onFidelity, onSearch, onFaults, onLessons, onShare, onPresent }: FrameHeaderProps): ReactNode {
  const t = useT();
  return (
    <>
      <span className="ks-wordmark">KubeStage</span>
      <span className="ks-rule" />
      {scenarios.length === 0 ? (
        <span className="ks-header-title">{title}</span>
      ) : (
        <Menu
          label={t('frame.scenarios')}
          items={scenarios}
          trigger={(trigger) => (
            <Button tone="quiet" className="ks-header-title" iconAfter={ChevronDown} {...trigger}>
              <span>{title}</span>
            </Button>
          )}
        />
      )}
      {version && (
        <Chip className="ks-header-fact" hint={t('frame.checkedAgainstHint', { version })} {...(onFidelity ? { onPress: onFidelity } : {})}>
          <Icon of={BadgeCheck} size={12} />
          {t('frame.checkedAgainst', { version })}
        </Chip>
      )}
      {seed && (
        <Chip className="ks-header-fact" hint={t('frame.seedHint')}>
          {t('frame.seed', { seed })}
        </Chip>
      )}
      <span className="ks-fill" />
      <button type="button" className="ks-search" disabled={!onSearch} onClick={onSearch} aria-label={t('frame.search')}>
        <Icon of={Search} size={14} />
        <span className="ks-search-words">{t('frame.search')}</span>
        <Kbd keys="Ctrl K" />
      </button>
      <span className="ks-fill" />
      <HeaderAction icon={Zap} label={t('frame.faults')} onPress={onFaults} />
      <HeaderAction icon={BookOpen} label={t('frame.lessons')} onPress={onLessons} />
      <HeaderAction icon={Link} label={t('frame.share')} onPress={onShare} />
      <span className="ks-rule" />
      <LanguageSwitch />
      <Appearance trigger={(trigger) => <IconButton icon={SunMoon} label={t('frame.appearance')} {...trigger} />} />
      <Button icon={Presentation} disabled={!onPresent} onClick={onPresent} aria-label={t('frame.present')}>
        <span className="ks-header-label">{t('frame.present')}</span>
      </Button>
    </>
  );
}

function HeaderAction({ icon, label, onPress }: { readonly icon: typeof Zap; readonly label: string; readonly onPress: (() => void) | undefined }): ReactNode {
  return (
    <Button tone="quiet" icon={icon} disabled={!onPress} onClick={onPress} aria-label={label}>
      <span className="ks-header-label">{label}</span>
    </Button>
  );
}

function LanguageSwitch(): ReactNode {
  const t = useT();
  return (
    <Segmented
      size="s"
      label={t('frame.language')}
      value={t.language}
      options={languages.map(({ id, short }) => ({ value: id, label: short, lang: id }))}
      onChange={(language) => void (isLanguage(language) && setLanguage(language))}
    />
  );
}

function NarrowParts({ title, scenarios, onSearch, onFaults, onShare, onPresent }: FrameHeaderProps): ReactNode {
  const t = useT();
  const actions = [
    { icon: Search, label: t('frame.search'), onPress: onSearch },
    { icon: Zap, label: t('frame.faults'), onPress: onFaults },
    { icon: Presentation, label: t('frame.present'), onPress: onPresent },
  ];
  return (
    <>
      {scenarios.length === 0 ? (
        <b className="ks-narrow-title">{title}</b>
      ) : (
        <Menu label={t('frame.scenarios')} items={scenarios} trigger={(trigger) => <button type="button" className="ks-narrow-title" {...trigger}>{title}</button>} />
      )}
      <span className="ks-fill" />
      <IconButton icon={Link} iconSize={20} label={t('frame.share')} className="ks-touch" disabled={!onShare} onClick={onShare} />
      <Popover label={t('frame.more')} align="end" trigger={(trigger) => <IconButton icon={EllipsisVertical} iconSize={20} label={t('frame.more')} className="ks-touch" {...trigger} />}>
        {(close) => (
          <div className="ks-popover-body ks-more">
            {actions.map(({ icon, label, onPress }) => (
              <Button key={label} tone="quiet" icon={icon} disabled={!onPress} onClick={() => (close(), onPress?.())}>
                {label}
              </Button>
            ))}
            <LanguageSwitch />
            <AppearancePanel />
          </div>
        )}
      </Popover>
    </>
  );
}
