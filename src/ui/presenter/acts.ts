// What the presenter does: to the next gate and back, a question, its answer, the steps of a script.

import type { Input } from '../../sim/cluster/inputs.ts';
import { player } from '../app/session.ts';
import { keptOf, type Kept } from '../app/keep.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { sceneAt } from '../diagram/scene.ts';
import { sceneIndex } from '../diagram/sceneIndex.ts';
import { useZoom, zoomTo } from '../app/zoom.ts';
import { preferences } from '../widgets/preferences.ts';
import { GATE_HORIZON, gateMoment, gateName } from './gates.ts';
import { usePresenting } from './presenting.ts';
import { answerTo, nextDecision, nodeOptions, question, type AskedQuestion } from './questions.ts';
import { localText, readScript, type Gate, type Script, type ScriptStep } from './script.ts';

export { looksLikeScript } from './script.ts';

/** How far a decision of the scheduler is waited for; simulated microseconds. */
const DECISION_HORIZON = 120e6;

const say = (said: string): void => usePresenting.setState({ said });
const now = (): number => useApp.getState().playhead;

/** Where each step of the script began, how far its input has been given, and how many milestones there were before. */
let begunAt: (number | undefined)[] = [];
let milestonesBefore = 0;
/** The number of the last command that was given, for whoever answers it. */
let lastCommand = 0;
/** The page's own run, while a script shows another; and the box that was open. */
let before: Kept | undefined;
let openBefore: string | undefined;
/** The cluster of a script boots: who presses on meanwhile is not forgotten. */
let opening: Promise<void> = Promise.resolve();

// ---- on and back ----

export async function forward(): Promise<void> {
  await opening;
  const { question: asked, script, moving, problems } = usePresenting.getState();
  if (moving || problems.length > 0) return;
  say('');
  if (asked && asked.answer === undefined) return reveal();
  closeQuestion();
  await (script ? nextStep() : player().step(1, 'milestone'));
}

export async function back(): Promise<void> {
  const { script, step, moving } = usePresenting.getState();
  if (moving) return;
  say('');
  closeQuestion();
  if (!script) return player().step(-1, 'milestone');
  const at = begunAt[step];
  if (at !== undefined) player().seek(at);
  showStep(script, Math.max(-1, step - 1));
}

export function enter(): void {
  const { question: asked } = usePresenting.getState();
  if (!asked) return;
  if (asked.answer === undefined) void reveal();
  else closeQuestion();
}

export function toggleFullScreen(): void {
  // Refused where the browser or its owner does not allow it: the page is presented as it is.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

/** The inside of the box that is spoken of, and out again. */
export function toggleZoom(): void {
  const { script, step } = usePresenting.getState();
  if (useZoom.getState().box !== '') return zoomTo('');
  const branch = shownBranch();
  const subject = script?.steps[step]?.camera ?? (branch && sceneAt(sceneIndex(branch.mirror), now(), branch.origin ?? 0, branch.boundaries.milestones).subject.box);
  zoomTo(subject || 'kube-apiserver');
}

/** The notes, in a window of their own. */
export function openNotes(): void {
  const opened = window.open(`${location.pathname}?notes`, 'kubestage-notes', 'popup,width=900,height=640');
  if (!opened) say(preferences.getState().translate?.('presenter.notesBlocked') ?? '');
}

// ---- questions ----

export const closeQuestion = (): void => usePresenting.setState({ question: undefined });

/** “Which node will it choose?”, at the scheduler's next decision. */
export async function ask(text = ''): Promise<void> {
  if (usePresenting.getState().question || usePresenting.getState().moving) return;
  say('');
  const asked = await moving(() => askNodes(text));
  if (!asked) say(preferences.getState().translate?.('presenter.noneWaits') ?? '');
}

async function askNodes(text: string): Promise<boolean> {
  const from = now();
  const at = await player().lookFor((branch) => nextDecision(sceneIndex(branch.mirror), from)?.start, DECISION_HORIZON, 'reconcile');
  const branch = shownBranch();
  if (at === undefined || !branch) return false;
  player().travelTo(at);
  await arrival(at);
  const { nodes } = sceneAt(sceneIndex(branch.mirror), at, branch.origin ?? 0, branch.boundaries.milestones);
  usePresenting.setState({ question: question(text, 'node', nodeOptions(nodes), at) });
  return true;
}

/** Plays on to where the run itself has answered, and says what it answered. */
export async function reveal(): Promise<void> {
  const { question: asked, script, step } = usePresenting.getState();
  if (!asked || asked.answer !== undefined) return;
  const gate = script?.steps[step]?.gate;
  await moving(async () => {
    if (gate) await toGate(gate);
    else await toDecision(asked);
    const branch = shownBranch();
    const answer = branch && answerTo(asked.rule, sceneIndex(branch.mirror), asked.asked, now());
    usePresenting.setState((s) => ({ question: s.question && { ...s.question, answer: answer ?? (asked.rule === 'node' ? '' : '?') } }));
  });
}

async function toDecision({ asked }: AskedQuestion): Promise<void> {
  const at = await player().lookFor((branch) => nextDecision(sceneIndex(branch.mirror), asked)?.end, DECISION_HORIZON, 'reconcile');
  if (at === undefined) return;
  player().travelTo(at);
  await arrival(at);
}

/** Until the playhead is where it was sent, or was sent elsewhere. */
function arrival(at: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = useApp.subscribe((s) => s.playhead === at && done());
    const timer = setTimeout(done, 2500);
    if (now() === at) done();
  });
}

async function moving<T>(act: () => Promise<T>): Promise<T> {
  usePresenting.setState({ moving: true });
  try {
    return await act();
  } finally {
    usePresenting.setState({ moving: false });
  }
}

// ---- scripts ----

/** Shows a script from its start; what is wrong with it is shown instead. */
export async function beginScript(text: string): Promise<void> {
  const read = readScript(text);
  if ('problems' in read) {
    usePresenting.setState({ problems: read.problems, script: undefined, question: undefined });
    return;
  }
  const { script } = read;
  usePresenting.setState({ script, step: -1, problems: [], question: undefined, said: '' });
  begunAt = [];
  lastCommand = 0;
  openBefore ??= useZoom.getState().box;
  zoomTo('');
  opening = moving(async () => {
    if (script.cluster) {
      before ??= keptOf(useApp.getState());
      await player().open({ version: 1, ...script.cluster, inputs: [] });
    }
    milestonesBefore = shownBranch()?.boundaries.times('milestone').length ?? 0;
  });
  await opening;
}

/** The presenter is gone: the run that was there before a script opened its own comes back. */
export function end(): void {
  begunAt = [];
  if (document.fullscreenElement) toggleFullScreen();
  if (openBefore !== undefined) zoomTo(openBefore);
  openBefore = undefined;
  const kept = before;
  before = undefined;
  if (!kept) return;
  const { branches, shown, playhead, zoom: _, ...rest } = kept;
  useApp.setState(rest);
  void player().restore(branches, shown, playhead);
}

async function nextStep(): Promise<void> {
  const { script, step } = usePresenting.getState();
  const next = script?.steps[step + 1];
  if (!next) return;
  const given = begunAt[step + 1] !== undefined;
  begunAt[step + 1] = now();
  showStep(script, step + 1);
  await moving(async () => {
    if (!given && next.after > 0) await toGate({ until: 'time', lasts: next.after });
    if (!given) for (const input of inputsOf(next, lastCommand)) {
      const number = await player().act(input, '');
      if (input.type === 'kubectl') lastCommand = number;
    }
    if (next.question) await askStep(next);
    else if (next.gate) await toGate(next.gate);
  });
}

/** Shows a step, and the inside of a box where it asks for one. */
function showStep(script: Script, step: number): void {
  usePresenting.setState({ step });
  zoomTo(script.steps[step]?.zoom ?? '');
}

async function askStep({ question: asked }: ScriptStep): Promise<void> {
  const language = preferences.getState().translate?.language ?? 'en';
  if (!asked) return;
  const text = localText(asked.ask, language);
  if (!asked.options) {
    if (!(await askNodes(text))) say(preferences.getState().translate?.('presenter.noneWaits') ?? '');
    return;
  }
  const options = asked.options.map((o) => ({ value: o.value, text: localText(o.text, language), fact: '' as const, amount: 0 }));
  usePresenting.setState({ question: question(text, asked.rule, options, now()) });
}

async function toGate(gate: Gate): Promise<void> {
  const from = now();
  const until = gate.until === 'quiet' || gate.until === 'time' ? undefined : gate.until === 'breakpoint' ? 'hop' : gate.until;
  // A time is run to exactly: what is behind it would be past for the next step.
  const horizon = gate.until === 'time' ? Math.max(0, from + gate.lasts - Math.max(from, shownBranch()?.mirror.now ?? 0)) : GATE_HORIZON;
  const at = await player().lookFor(({ mirror, boundaries }) => gateMoment(gate, mirror, boundaries, from, milestonesBefore), horizon, until);
  if (at === undefined) {
    say(preferences.getState().translate?.('presenter.gateMissed', { gate: gateName(gate) }) ?? '');
    return;
  }
  player().travelTo(at);
  await arrival(at);
}

/** What a step gives the session, in its order. A manifest is written to the shell's folder and applied, as somebody would at a
 * terminal; `command` is the number of the command that a reply is for. */
export function inputsOf(step: ScriptActs, command = 0): readonly Input[] {
  const { files, manifest, fault, staticPod, requests, stopRequests, reply } = step;
  const inputs: Input[] = files.map(({ file, text }) => fileInput(file, text));
  if (manifest) {
    const args = ['apply', '-f', manifest.file];
    inputs.push(fileInput(manifest.file, manifest.text), { type: 'kubectl', args, text: `kubectl ${args.join(' ')}` });
  }
  if (step.command.trim() !== '') inputs.push({ type: 'kubectl', args: [], text: step.command, shell: true });
  if (fault) inputs.push({ type: 'fault', fault });
  if (staticPod) inputs.push({ type: 'staticPod', node: staticPod.node, file: staticPod.file, ...(staticPod.text === undefined ? {} : { content: staticPod.text }) });
  if (requests) inputs.push(requests);
  if (stopRequests !== '') inputs.push({ type: 'stopRequests', name: stopRequests });
  if (reply && command > 0) inputs.push({ type: 'reply', to: command, ...reply });
  return inputs;
}

type ScriptActs = Pick<ScriptStep, 'files' | 'command' | 'manifest' | 'fault' | 'staticPod' | 'requests' | 'stopRequests' | 'reply'>;
const fileInput = (path: string, content: string | undefined): Input => ({ type: 'file', path, ...(content === undefined ? {} : { content }) });
