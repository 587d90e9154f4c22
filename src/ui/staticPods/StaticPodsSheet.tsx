// A node's folder of static Pods: its files, a plain editor for one of them, and what the kubelet says of it. Each write is
// an input at the playhead, so going back undoes it.

import { FilePlus2, Save, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { keyFor } from '../../trace/subject.ts';
import { client, player } from '../app/session.ts';
import { objectsAt } from '../app/objects.ts';
import { openPanel } from '../app/frameLayout.ts';
import { select, shownBranch, useApp } from '../app/store.ts';
import { freeName } from '../editor/files.ts';
import { activeFaults } from '../faults/active.ts';
import { targetsAt } from '../faults/targets.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { componentOf, folderAt, FRESH, isFileName, type ManifestFile } from './folder.ts';
import { useFolder } from './openStaticPods.ts';
import './staticPods.css';

const FOLDER = '/etc/kubernetes/manifests';
const ASK_MS = 200;

/** A file as it stands in the editor. */
interface Draft {
  readonly file: string;
  readonly text: string;
  /** Not in the folder yet. */
  readonly fresh: boolean;
}

export function StaticPodsSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const branch = useApp((s) => shownBranch(s));
  const playhead = useApp((s) => s.playhead);
  const version = useApp((s) => s.version);
  const nodes = useMemo(() => (branch ? targetsAt(branch.mirror, playhead).nodes : []), [branch, playhead, version]);
  const wanted = useFolder((s) => s.node);
  const node = nodes.find((n) => n.name === wanted)?.name ?? nodes.find((n) => n.controlPlane)?.name ?? nodes[0]?.name ?? '';
  const first = useFirstFiles(branch?.id);
  const files = useMemo(() => (branch && first ? folderAt(first, branch.record, node, playhead) : undefined), [branch, first, node, playhead]);
  const [draft, setDraft] = useState<Draft>();
  const open = draft ?? firstOf(files);
  const stopped = branch !== undefined && activeFaults(branch.record, playhead).has(`stopComponent kubelet ${node}`);
  const begin = (): void => setDraft({ file: freeName('web.yaml', [...(files?.keys() ?? [])]), text: FRESH, fresh: true });
  return (
    <Dialog open onClose={onClose} title={t('staticPods.title')} width={820}>
      <p className="ks-ink2">{t('staticPods.what', { node, folder: FOLDER })}</p>
      {stopped && <p className="ks-status">{t('staticPods.notRunning', { node })}</p>}
      <div className="ks-static">
        <div className="ks-static-list">
          <label className="ks-static-node">
            <span>{t('staticPods.node')}</span>
            <select
              aria-label={t('staticPods.node')}
              value={node}
              onChange={(e) => {
                useFolder.setState({ node: e.currentTarget.value });
                setDraft(undefined);
              }}
            >
              {nodes.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <ul aria-label={t('staticPods.files')}>
            {[...(files ?? [])].map(([file, text]) => (
              <li key={file}>
                <button type="button" className={joinClass('ks-static-file', open?.file === file && 'ks-chosen')} aria-current={open?.file === file} onClick={() => setDraft({ file, text, fresh: false })}>
                  {file}
                </button>
              </li>
            ))}
          </ul>
          {files?.size === 0 && <p className="ks-ink3">{t('staticPods.none')}</p>}
          <Button icon={FilePlus2} size="s" onClick={begin}>
            {t('staticPods.fresh')}
          </Button>
        </div>
        {open && files && <FileEditor key={`${node}/${open.fresh ? '' : open.file}`} node={node} files={files} draft={open} onChange={setDraft} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function firstOf(files: ReadonlyMap<string, string> | undefined): Draft | undefined {
  const [entry] = files ?? [];
  return entry && { file: entry[0], text: entry[1], fresh: false };
}

interface FileEditorProps {
  readonly node: string;
  readonly files: ReadonlyMap<string, string>;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onClose: () => void;
}

function FileEditor({ node, files, draft, onChange, onClose }: FileEditorProps): ReactNode {
  const t = useT();
  const { file, text, fresh } = draft;
  const said = useKubelet(node, file, text);
  const badName = fresh ? (!isFileName(file) ? t('staticPods.badName') : files.has(file) ? t('staticPods.taken') : undefined) : undefined;
  const changed = fresh || files.get(file) !== text;
  const act = (content: string | undefined): void => {
    onClose();
    const label = content === undefined ? t('staticPods.labelRemove', { file, node }) : t('staticPods.labelWrite', { file, node });
    void player().act({ type: 'staticPod', node, file, ...(content === undefined ? {} : { content }) }, label).then(() => player().play());
  };
  return (
    <div className="ks-static-edit">
      {fresh && (
        <label className="ks-static-name">
          <span>{t('staticPods.fileName')}</span>
          <input className="ks-mono" value={file} spellCheck={false} autoCapitalize="off" autoComplete="off" aria-invalid={badName !== undefined} onChange={(e) => onChange({ ...draft, file: e.currentTarget.value })} />
        </label>
      )}
      {badName && <p className="ks-err">{badName}</p>}
      {!fresh && componentOf(file) !== '' && <p className="ks-ink2">{t('staticPods.ownControlPlane', { component: componentOf(file) })}</p>}
      <textarea className="ks-static-text ks-mono" aria-label={t('staticPods.text', { file })} value={text} spellCheck={false} autoCapitalize="off" wrap="off" onChange={(e) => onChange({ ...draft, text: e.currentTarget.value })} />
      <div role="status" className="ks-static-said">
        {said?.problem !== undefined ? (
          <>
            <span className="ks-ink3">{t('staticPods.logs')}</span>
            <p className="ks-mono ks-err" lang="en">{`"Could not process manifest file" err="${said.problem.replace(/"/g, '\\"')}" path="${FOLDER}/${file}"`}</p>
          </>
        ) : (
          said?.pod !== undefined && <Mirror pod={said.pod} onClose={onClose} />
        )}
      </div>
      <div className="ks-static-do">
        {!fresh && (
          <Button icon={Trash2} onClick={() => act(undefined)}>
            {t('staticPods.remove')}
          </Button>
        )}
        <Button tone="primary" icon={Save} disabled={!changed || badName !== undefined} {...(changed ? {} : { hint: t('staticPods.unchanged') })} onClick={() => act(text)}>
          {t('staticPods.write')}
        </Button>
      </div>
    </div>
  );
}

/** The Pod that the API server is shown, where it is there: a click looks at it. */
function Mirror({ pod, onClose }: { readonly pod: string; readonly onClose: () => void }): ReactNode {
  const t = useT();
  const [namespace = '', name = ''] = pod.split('/');
  const there = useApp((s) => {
    const branch = shownBranch(s);
    return branch !== undefined && objectsAt(branch.mirror, s.playhead).some((o) => o.kind === 'Pod' && o.name === name && o.namespace === namespace);
  });
  if (!there) return <p className="ks-ink3">{t('staticPods.mirrorNone', { pod: name })}</p>;
  const look = (): void => {
    onClose();
    openPanel('inspector', true);
    select({ kind: 'object', key: keyFor('pods', namespace, name) });
  };
  return (
    <Button size="s" onClick={look}>
      {t('staticPods.mirror', { pod: name })}
    </Button>
  );
}

function useFirstFiles(branch: number | undefined): readonly ManifestFile[] | undefined {
  const [files, setFiles] = useState<readonly ManifestFile[]>();
  useEffect(() => {
    let current = true;
    if (branch !== undefined) void client().ask(branch, { ask: 'manifests' }).then((answer) => current && setFiles(answer.files));
    return () => {
      current = false;
    };
  }, [branch]);
  return files;
}

/** What the kubelet would make of the text, a moment after the last key. */
function useKubelet(node: string, file: string, text: string): { readonly problem: string | undefined; readonly pod: string | undefined } | undefined {
  const [said, setSaid] = useState<{ readonly problem: string | undefined; readonly pod: string | undefined }>();
  useEffect(() => {
    let current = true;
    const branch = shownBranch();
    const timer = setTimeout(() => branch && void client().ask(branch.id, { ask: 'manifest', node, file, text }).then((answer) => current && setSaid(answer)), ASK_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [node, file, text]);
  return said;
}
