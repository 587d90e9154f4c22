// A node's folder of static Pods: its files, a plain editor for one of them, and what the kubelet says of it. Each write is
// an input at the playhead, so going back undoes it.

import { FilePlus2, RotateCcw, Save, SlidersHorizontal, Trash2 } from 'lucide-react';
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
import type { Input } from '../../sim/cluster/inputs.ts';
import { componentOf, folderAt, FRESH, isElsewhere, isFileName, type ManifestFile } from './folder.ts';
import { useFolder } from './openStaticPods.ts';
import { CONFIG_PATH, FRESH_CONFIG, SCHEDULER_FILE, withConfig } from './schedulerConfig.ts';
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
  const names = [...(files?.keys() ?? [])];
  const shelf = (list: readonly string[], label: string): ReactNode => (
    <ul aria-label={label}>
      {list.map((file) => (
        <li key={file}>
          <button type="button" className={joinClass('ks-static-file', open?.file === file && 'ks-chosen')} aria-current={open?.file === file} onClick={() => setDraft({ file, text: files?.get(file) ?? '', fresh: false })}>
            {file}
          </button>
        </li>
      ))}
    </ul>
  );
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
          {shelf(names.filter((file) => !isElsewhere(file)), t('staticPods.files'))}
          {files?.size === 0 && <p className="ks-ink3">{t('staticPods.none')}</p>}
          <Button icon={FilePlus2} size="s" onClick={begin}>
            {t('staticPods.fresh')}
          </Button>
          {names.some(isElsewhere) && (
            <>
              <h3 className="ks-cap">{t('staticPods.elsewhere')}</h3>
              {shelf(names.filter(isElsewhere), t('staticPods.elsewhere'))}
            </>
          )}
          {files?.has(SCHEDULER_FILE) && !files.has(CONFIG_PATH) && (
            <Button icon={SlidersHorizontal} size="s" onClick={() => setDraft({ file: CONFIG_PATH, text: FRESH_CONFIG, fresh: true })}>
              {t('staticPods.freshConfig')}
            </Button>
          )}
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
  const elsewhere = isElsewhere(file);
  const manifest = files.get(SCHEDULER_FILE) ?? '';
  const unnamed = elsewhere && withConfig(manifest) !== manifest;
  const badName = fresh && !elsewhere ? (!isFileName(file) ? t('staticPods.badName') : files.has(file) ? t('staticPods.taken') : undefined) : undefined;
  const changed = fresh || files.get(file) !== text;
  const act = (content: string | undefined, then?: Input): void => {
    onClose();
    const name = file.replace(/^.*\//, '');
    const label = t(content === undefined ? 'staticPods.labelRemove' : 'staticPods.labelWrite', { file: name, node });
    const written = player().act({ type: 'staticPod', node, file, ...(content === undefined ? {} : { content }) }, label);
    void written.then(() => then && player().act(then, label)).then(() => player().play());
  };
  const hand = (): void => act(text, { type: 'staticPod', node, file: SCHEDULER_FILE, content: withConfig(manifest) });
  const restart = (): void => act(text, { type: 'fault', fault: { fault: 'killContainer', namespace: 'kube-system', pod: `kube-scheduler-${node}`, container: 'kube-scheduler' } });
  return (
    <div className="ks-static-edit">
      {fresh && !elsewhere && (
        <label className="ks-static-name">
          <span>{t('staticPods.fileName')}</span>
          <input className="ks-mono" value={file} spellCheck={false} autoCapitalize="off" autoComplete="off" aria-invalid={badName !== undefined} onChange={(e) => onChange({ ...draft, file: e.currentTarget.value })} />
        </label>
      )}
      {badName && <p className="ks-err">{badName}</p>}
      {!fresh && componentOf(file) !== '' && <p className="ks-ink2">{t('staticPods.ownControlPlane', { component: componentOf(file) })}</p>}
      {elsewhere && <p className="ks-ink2">{t(unnamed ? 'staticPods.configUnnamed' : 'staticPods.config', { file: SCHEDULER_FILE })}</p>}
      {file === SCHEDULER_FILE && withConfig(text) !== text && files.has(CONFIG_PATH) && (
        <Button size="s" icon={SlidersHorizontal} onClick={() => onChange({ ...draft, text: withConfig(text) })}>
          {t('staticPods.useConfig', { path: CONFIG_PATH })}
        </Button>
      )}
      <textarea className="ks-static-text ks-mono" aria-label={t('staticPods.text', { file })} value={text} spellCheck={false} autoCapitalize="off" wrap="off" onChange={(e) => onChange({ ...draft, text: e.currentTarget.value })} />
      <div role="status" className="ks-static-said">
        {said?.problem !== undefined ? (
          <>
            <span className="ks-ink3">{t(elsewhere ? 'staticPods.schedulerLogs' : 'staticPods.logs')}</span>
            <p className="ks-mono ks-err" lang="en">{elsewhere ? `"command failed" err="${escaped(said.problem)}"` : `"Could not process manifest file" err="${escaped(said.problem)}" path="${FOLDER}/${file}"`}</p>
          </>
        ) : (
          said && said.unused.length > 0 ? <p className="ks-ink3">{t('staticPods.unused', { fields: said.unused.join(', ') })}</p> : said?.pod !== undefined && <Mirror pod={said.pod} onClose={onClose} />
        )}
      </div>
      <div className="ks-static-do">
        {!fresh && (
          <Button icon={Trash2} onClick={() => act(undefined)}>
            {t('staticPods.remove')}
          </Button>
        )}
        {elsewhere && (
          <Button icon={RotateCcw} onClick={unnamed ? hand : restart}>
            {t(unnamed ? 'staticPods.writeAndUse' : 'staticPods.writeAndRestart', { file: SCHEDULER_FILE })}
          </Button>
        )}
        <Button tone="primary" icon={Save} disabled={!changed || badName !== undefined} {...(changed ? {} : { hint: t('staticPods.unchanged') })} onClick={() => act(text)}>
          {t('staticPods.write')}
        </Button>
      </div>
    </div>
  );
}

const escaped = (text: string): string => text.replace(/"/g, '\\"');

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

interface Said {
  readonly problem: string | undefined;
  readonly pod: string | undefined;
  readonly unused: readonly string[];
}

/** What the kubelet would make of the text, a moment after the last key. */
function useKubelet(node: string, file: string, text: string): Said | undefined {
  const [said, setSaid] = useState<Said>();
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
