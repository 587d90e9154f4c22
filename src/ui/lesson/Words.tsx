// A piece of a lesson's prose: its code, its bold words, its slots, and revisions as chips that lead to their write.

import type { ReactNode } from 'react';
import { textParts } from '../../locales/i18n.ts';
import { drawParts } from '../widgets/Text.tsx';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { showRevision } from './moments.ts';

const tags = { revision: (text: string): ReactNode => <RevisionChip revision={Number(text.replaceAll(',', ''))} onPress={showRevision} /> };

export function Words({ of, facts = {} }: { readonly of: string; readonly facts?: Readonly<Record<string, string | number>> | undefined }): ReactNode {
  return drawParts(textParts(of, facts), tags);
}
