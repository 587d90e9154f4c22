// The dock: terminal, Events and store under one tab bar. The terminal is somebody else's and is only given its place; it
// stays in the document while another tab is open.

import { ArrowLeftRight, ScrollText } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { useApp, type AppState } from '../app/store.ts';
import { ComponentGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { Count } from '../widgets/Count.tsx';
import { useT } from '../widgets/preferences.ts';
import { TabPanel, Tabs } from '../widgets/Tabs.tsx';
import { useMoment } from '../inspector/useMoment.ts';
import { EventsTable } from './EventsTable.tsx';
import { eventCounts } from './model/events.ts';
import { Record } from '../record/Record.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { StoreTable } from './StoreTable.tsx';
import './dock.css';

/** Few send requests; its code comes with the first look. */
const TrafficPanel = lazy(async () => ({ default: (await import('../traffic/TrafficPanel.tsx')).TrafficPanel }));

const ID = 'ks-dock-tabs';
type Look = AppState['dockTab'];
const setLook = (dockTab: AppState['dockTab']): void => useApp.setState({ dockTab });

export function Dock({ terminal }: { readonly terminal: ReactNode }): ReactNode {
  const t = useT();
  const look = useApp((s): Look => s.dockTab);
  const revision = useMoment(({ index }, at) => index.revisionAt(at), 0);
  return (
    <div className="ks-dock">
      <Tabs
        id={ID}
        label={t('dock.tabs')}
        dense
        value={look}
        onChange={setLook}
        tabs={[
          { value: 'terminal', label: t('dock.terminal'), glyph: <ComponentGlyph name="kubectl" size={13} /> },
          { value: 'events', label: <EventsLabel />, glyph: <ComponentGlyph name="event" size={13} /> },
          {
            value: 'etcd',
            label: (
              <>
                {t('dock.etcd')} {revision > 0 && <span className="ks-mono ks-ink3 ks-dock-revision">r{revision}</span>}
              </>
            ),
            glyph: <ComponentGlyph name="etcd" size={13} />,
          },
          { value: 'record', label: t('record.title'), glyph: <Icon of={ScrollText} size={13} /> },
          { value: 'traffic', label: t('dock.traffic'), glyph: <Icon of={ArrowLeftRight} size={13} /> },
        ]}
      />
      <TabPanel id={ID} value="terminal" hidden={look !== 'terminal'} className="ks-dock-panel">
        {terminal}
      </TabPanel>
      {look === 'events' && (
        <TabPanel id={ID} value="events" className="ks-dock-panel">
          <EventsTable />
        </TabPanel>
      )}
      {look === 'etcd' && (
        <TabPanel id={ID} value="etcd" className="ks-dock-panel">
          <StoreTable />
        </TabPanel>
      )}
      {look === 'record' && (
        <TabPanel id={ID} value="record" className="ks-dock-panel">
          <Record />
        </TabPanel>
      )}
      {look === 'traffic' && (
        <TabPanel id={ID} value="traffic" className="ks-dock-panel">
          <Suspense fallback={null}>
            <TrafficPanel />
          </Suspense>
        </TabPanel>
      )}
    </div>
  );
}

/** The word and how many there are; red as soon as one of them warns. */
function EventsLabel(): ReactNode {
  const t = useT();
  const { all, warnings } = useMoment(({ index, origin }, at) => countsAt(index.storedBy(at), () => eventCounts(index, at, origin)), NONE);
  return (
    <>
      {t('dock.events')}
      {all > 0 && <Count n={warnings || all} errors={warnings > 0} />}
      {warnings > 0 && <span className="ks-unseen">{t('dock.warnings', { n: warnings })}</span>}
    </>
  );
}

type Counts = ReturnType<typeof eventCounts>;
const NONE: Counts = { all: 0, warnings: 0 };
let counted = { stored: -1, counts: NONE };

/** Counted once for each revision, not for each frame. */
function countsAt(stored: number, count: () => Counts): Counts {
  if (counted.stored !== stored) counted = { stored, counts: count() };
  return counted.counts;
}
