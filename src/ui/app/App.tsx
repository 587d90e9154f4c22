// The application: the frame with every panel in its place.

import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { EditorPanel } from '../editor/EditorPanel.tsx';
import { Transport } from '../transport/Transport.tsx';
import { EditorPlace, LessonPlace } from '../lesson/LessonPlace.tsx';
import { useLessonOpen, useLessons } from '../lesson/lessonState.ts';
import { present, usePresenting } from '../presenter/presenting.ts';
import { useT } from '../widgets/preferences.ts';
import { Frame } from './Frame.tsx';
import { startKeys } from './keys.ts';
import { afterFirstPaint } from './late.tsx';
import { Caption, Dock, Inspector, NarrowRail, Record, RecordRow, Stage, TerminalPanel, Timeline } from './latePanels.tsx';
import { startLessonLinks } from './lessonLinks.ts';
import { PanelBoundary } from './PanelBoundary.tsx';
import { useScenarios } from './scenarios.ts';
import { client, player } from './session.ts';
import { openSheet } from './sheets.ts';
import { Sheets } from './Sheets.tsx';
import { useApp } from './store.ts';
import { Strips } from './Strips.tsx';
import { ZoomPlace } from './ZoomPlace.tsx';

const Presenter = lazy(async () => ({ default: (await import('../presenter/Presenter.tsx')).Presenter }));

const panel = (content: ReactNode): ReactNode => <PanelBoundary>{content}</PanelBoundary>;

export function App(): ReactNode {
  const t = useT();
  const title = useApp((s) => s.title);
  const seed = useApp((s) => s.branches[0]?.record.seed);
  const scenarios = useScenarios();
  const lesson = useLessonOpen();
  const editing = useLessons((s) => s.editing);
  const presenting = usePresenting((s) => s.on);
  useEffect(startKeys, []);
  useEffect(startLessonLinks, []);
  useEffect(afterFirstPaint, []);
  return (
    <>
      <Frame
        lessonOpen={lesson !== undefined && !editing}
        onExamples={() => openSheet('gallery')}
        onKeys={() => openSheet('keys')}
        header={{
          title: title || t('frame.untitled'),
          scenarios,
          onSearch: () => openSheet('palette'),
          version: 'v1.36',
          ...(seed === undefined ? {} : { seed: String(seed) }),
          onFidelity: () => openSheet('fidelity'),
          onFaults: () => openSheet('faults'),
          onLessons: () => openSheet('lessons'),
          onShare: () => openSheet('share'),
          onPresent: present,
        }}
        slots={{
          editor: panel(
            <EditorPlace>
              <EditorPanel client={client()} player={player()} />
            </EditorPlace>,
          ),
          lesson: panel(<LessonPlace />),
          stage: (
            <>
              <Strips />
              {panel(
                <ZoomPlace>
                  <Stage />
                </ZoomPlace>,
              )}
            </>
          ),
          caption: panel(<Caption />),
          inspector: panel(<Inspector />),
          transport: panel(<Transport />),
          dock: panel(<Dock terminal={<TerminalPanel client={client()} player={player()} />} />),
          timeline: panel(<Timeline />),
          recordRow: panel(<RecordRow />),
          milestones: panel(<NarrowRail />),
          record: panel(<Record />),
        }}
      />
      {presenting && (
        <Suspense fallback={null}>
          <PanelBoundary>
            <Presenter />
          </PanelBoundary>
        </Suspense>
      )}
      <Sheets />
    </>
  );
}
