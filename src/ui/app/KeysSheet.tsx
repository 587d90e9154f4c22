// All keys on one sheet: those of the page, read from the commands, and those that count only in one panel.

import type { ReactNode } from 'react';
import { Dialog } from '../widgets/Dialog.tsx';
import { Kbd } from '../widgets/Kbd.tsx';
import { useT } from '../widgets/preferences.ts';
import { commands, type CommandGroup } from './commands.ts';
import { shownKey } from './keys.ts';
import './sheets.css';

const GROUPS = ['play', 'do', 'view', 'page'] as const satisfies readonly CommandGroup[];
const TITLES = { play: 'commands.groupPlay', do: 'commands.groupDo', view: 'commands.groupView', page: 'commands.groupPage' } as const satisfies Record<CommandGroup, string>;

/** Keys of single panels. */
const LOCAL = [
  { title: 'commands.groupEditor', keys: [['Ctrl Enter', 'commands.apply'], ['F8', 'commands.keyNextProblem'], ['Ctrl .', 'commands.keyFix'], ['Ctrl Space', 'commands.keyComplete'], ['Esc', 'commands.keyLeave']] },
  { title: 'commands.groupTerminal', keys: [['Tab', 'commands.keyComplete'], ['Up Down', 'commands.keyHistory'], ['Ctrl A E', 'commands.keyEnds'], ['Ctrl K U W', 'commands.keyCut'], ['Ctrl C', 'commands.keyInterrupt'], ['Ctrl L', 'commands.keyClear'], ['Esc', 'commands.keyLeave']] },
  { title: 'commands.groupStage', keys: [['Tab', 'commands.keyWalk'], ['Enter', 'commands.keyOpen'], ['Esc', 'commands.keyOut']] },
] as const;

export function KeysSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <Dialog open onClose={onClose} title={t('commands.keysTitle')} width={760}>
      <p className="ks-ink2">{t('commands.keysNote')}</p>
      <div className="ks-keys">
        {GROUPS.map((group) => (
          <KeyList key={group} title={t(TITLES[group])} keys={commands.flatMap(({ group: own, key, label }) => (own === group && key !== undefined ? [[shownKey(key), t(label)] as const] : []))} />
        ))}
        {LOCAL.map(({ title, keys }) => (
          <KeyList key={title} title={t(title)} keys={keys.map(([key, label]) => [key, t(label)] as const)} />
        ))}
      </div>
    </Dialog>
  );
}

function KeyList({ title, keys }: { readonly title: string; readonly keys: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, label]) => (
          <div key={key}>
            <dt>
              <Kbd keys={key} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
