// The inspector: four looks at one thing at one moment. What is selected stays; with nothing selected it goes with the
// playhead and says so. A pin keeps one thing while another is looked at beside it.

import { LocateFixed, Pin, PinOff, X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { openSheet } from '../app/frameLayout.ts';
import { useApp, type AppState, type Selection } from '../app/store.ts';
import { IconButton } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { TabPanel, Tabs } from '../widgets/Tabs.tsx';
import { useNarrow } from '../widgets/units.ts';
import { BoxMessages, BoxObject, BoxStore } from './BoxTab.tsx';
import { EtcdTab } from './EtcdTab.tsx';
import { Head } from './Head.tsx';
import { HttpTab } from './HttpTab.tsx';
import type { Focus } from './model/focus.ts';
import { ObjectTab } from './ObjectTab.tsx';
import { useFocus } from './useMoment.ts';
import { WhyFooter, WhyTab } from './WhyTab.tsx';
import './inspector.css';
import './stages.css';
import './yaml.css';
import './why.css';

const ID = 'ks-inspector';
type Look = AppState['inspectorTab'];
const setLook = (inspectorTab: Look): void => useApp.setState({ inspectorTab });

export function Inspector(): ReactNode {
  const t = useT();
  const selection = useApp((s) => s.selection);
  const pinned = useApp((s) => s.pinned);
  const look = useApp((s) => s.inspectorTab);
  const narrow = useNarrow();
  const focus = useFocus(selection);
  const kept = useFocus(pinned);
  // On the narrow page whatever is selected, wherever, is looked at in the sheet over the stage.
  useEffect(() => (narrow ? useApp.subscribe((now, before) => void (now.selection && now.selection !== before.selection && openSheet(true))) : undefined), [narrow]);
  const pin = (): void => useApp.setState({ pinned: pinned ? undefined : (selection ?? asSelection(focus)) });
  return (
    <div className="ks-inspector">
      <Tabs
        id={ID}
        label={t('inspector.tabs')}
        value={look}
        onChange={setLook}
        tabs={[
          { value: 'http', label: t('inspector.tabHttp') },
          { value: 'etcd', label: t('inspector.tabEtcd') },
          { value: 'object', label: t('inspector.tabObject') },
          { value: 'why', label: t('inspector.tabWhy') },
        ]}
      >
        {selection && <IconButton icon={LocateFixed} iconSize={15} label={t('inspector.letGo')} onClick={() => useApp.setState({ selection: undefined })} />}
        {(pinned || focus.kind !== 'nothing') && <IconButton icon={pinned ? PinOff : Pin} iconSize={15} label={t(pinned ? 'inspector.unpin' : 'inspector.pin')} pressed={pinned !== undefined} onClick={pin} />}
        {narrow && <IconButton icon={X} iconSize={16} label={t('controls.close')} onClick={() => openSheet(false)} />}
      </Tabs>
      <TabPanel id={ID} value={look} className={joinClass('ks-in-looks', pinned && 'ks-in-two')}>
        {pinned && <Pane focus={kept} look={look} other={focus} label={t('inspector.pinned')} />}
        <Pane focus={focus} look={look} other={pinned ? kept : undefined} />
      </TabPanel>
      {!pinned && look !== 'why' && <WhyFooter focus={focus} />}
    </div>
  );
}

/** What goes with the playhead, as something that stays. */
function asSelection(focus: Focus): Selection | undefined {
  return focus.kind === 'span' ? { kind: 'span', id: focus.span } : undefined;
}

function Pane({ focus, look, other, label }: { readonly focus: Focus; readonly look: Look; readonly other: Focus | undefined; readonly label?: string }): ReactNode {
  const t = useT();
  if (focus.kind === 'nothing') return <EmptyState title={t('inspector.nothingYet')}>{t('inspector.nothingHint')}</EmptyState>;
  return (
    <div className="ks-in-pane" role={label ? 'group' : undefined} aria-label={label}>
      {label && <p className="ks-following">{label}</p>}
      {focus.following && !label && <p className="ks-following">{t('inspector.following')}</p>}
      <Head focus={focus} />
      <Body focus={focus} look={look} other={other} />
    </div>
  );
}

function Body({ focus, look, other }: { readonly focus: Focus; readonly look: Look; readonly other: Focus | undefined }): ReactNode {
  const box = focus.kind === 'box';
  switch (look) {
    case 'http':
      return box ? <BoxMessages focus={focus} /> : <HttpTab id={focus.span} />;
    case 'etcd':
      return box && focus.change < 0 ? <BoxStore focus={focus} /> : <EtcdTab focus={focus} />;
    case 'object':
      return box ? <BoxObject focus={focus} other={other} /> : <ObjectTab focus={focus} other={other} />;
    case 'why':
      return <WhyTab focus={focus} />;
  }
}
