// Examples: three one-line cards where the editor is empty, all of them in a dialog.

import type { ReactNode } from 'react';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { useT } from '../widgets/preferences.ts';
import { openGallery, useEditor } from './editorState.ts';
import { exampleFiles, exampleNote, exampleTitle, firstExamples, type ExampleId } from './examples.ts';
import { addExample } from './FileBar.tsx';

export function FirstExamples(): ReactNode {
  const t = useT();
  return (
    <div className="ks-first-examples">
      <p>{t('editor.emptyTitle')}</p>
      {firstExamples.map((id) => (
        <ExampleCard key={id} id={id} brief />
      ))}
      <Button tone="quiet" size="s" onClick={() => openGallery()}>
        {t('editor.moreExamples')}
      </Button>
    </div>
  );
}

export function Gallery(): ReactNode {
  const t = useT();
  const open = useEditor((s) => s.galleryOpen);
  return (
    <Dialog open={open} onClose={() => openGallery(false)} title={t('editor.examples')} width={640}>
      <div className="ks-gallery">
        {exampleFiles.map(({ id }) => (
          <ExampleCard key={id} id={id} onChosen={() => openGallery(false)} />
        ))}
      </div>
    </Dialog>
  );
}

function ExampleCard({ id, brief = false, onChosen }: { readonly id: ExampleId; readonly brief?: boolean; readonly onChosen?: () => void }): ReactNode {
  const t = useT();
  return (
    <button
      type="button"
      className="ks-example"
      onClick={() => {
        void addExample(id);
        onChosen?.();
      }}
    >
      <b>{t(exampleTitle(id))}</b>
      {!brief && <span>{t(exampleNote(id))}</span>}
    </button>
  );
}
