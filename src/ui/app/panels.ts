// The panels around the stage that come right after the first paint, as one piece: they share most of what they need.

import { Caption } from '../caption/Caption.tsx';
import { Dock } from '../dock/Dock.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { Record } from '../record/Record.tsx';
import { RecordRow } from '../record/RecordRow.tsx';
import { TerminalPanel } from '../terminal/TerminalPanel.tsx';
import { NarrowRail } from '../timeline/NarrowRail.tsx';
import { Timeline } from '../timeline/Timeline.tsx';

export const panels = { Caption, Dock, Inspector, NarrowRail, Record, RecordRow, TerminalPanel, Timeline };
