// Examples: three one-line cards where the editor is empty; all of them are in the gallery.

import type { ReactNode } from 'react';
import { openSheet } from '../app/sheets.ts';
import { Button } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { exampleTitle, firstExamples, type ExampleId } from './examples.ts';
import { addExample } from './FileBar.tsx';

export function FirstExamples(): ReactNode {
  const t = useT();
  return (
    <div className="ks-first-examples">
      <p>{t('editor.emptyTitle')}</p>
      {firstExamples.map((id) => (
        <ExampleCard key={id} id={id} />
      ))}
      <Button tone="quiet" size="s" onClick={() => openSheet('gallery')}>
        {t('editor.moreExamples')}
      </Button>
    </div>
  );
}

function ExampleCard({ id }: { readonly id: ExampleId }): ReactNode {
  const t = useT();
  return (
    <button type="button" className="ks-example" onClick={() => void addExample(id)}>
      <b>{t(exampleTitle(id))}</b>
    </button>
  );
}
