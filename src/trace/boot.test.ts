// The story of a boot: from the power on, told by the same trace that every other run leaves behind it.

import { beforeAll, expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { translator } from '../locales/i18n.ts';
import { ko } from '../locales/ko/index.ts';
import { Session } from '../session/session.ts';
import { sentenceText } from '../ui/caption/captionText.ts';
import '../ui/caption/bootTexts.ts';
import { milestoneLabel } from '../ui/timeline/milestoneText.ts';
import { Boundaries } from './boundaries.ts';
import './bootStory.ts';
import { captionOf, narrate, type CaptionCode } from './captions.ts';
import { stepsOf } from './steps.ts';

const english = translator('en', en);
const korean = translator('ko', ko);
const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [], boot: true });
const { reader } = session;
const boundaries = new Boundaries(reader);
const said = (): readonly { readonly code: CaptionCode; readonly actor: string; readonly from: number; readonly en: string; readonly ko: string }[] =>
  stepsOf(reader).over.map((step) => {
    const caption = captionOf(reader, step);
    return { code: caption.code, actor: caption.actor, from: step.from, en: sentenceText(english, caption), ko: sentenceText(korean, caption) };
  });

beforeAll(() => session.runTo(session.cluster.bootEnd));

test('milestones lead from the first file to the last ready Pod, in the order of kubeadm and kubelet', () => {
  boundaries.milestones.update();
  const codes = boundaries.milestones.list.map((m) => m.code);
  expect(codes).toEqual(['bootRead', 'bootRun', 'bootServes', 'bootNode', 'bootAddons', 'bootLeads', 'bootLeads', 'bootFirst', 'bootJoin', 'bootReady', 'bootDns', 'bootMirror', 'bootAllReady', 'bootMirrors', 'bootUp']);
  const find = (code: string): Readonly<Record<string, string | number>> => boundaries.milestones.list.find((m) => m.code === code)?.params ?? {};
  expect([find('bootRead'), find('bootRun'), find('bootMirrors')]).toEqual([{ count: 4 }, { count: 4 }, { count: 4 }]);
  expect([find('bootNode'), find('bootJoin'), find('bootAllReady')]).toEqual([{ name: 'control-plane' }, { name: 'worker-1' }, { count: 4 }]);
  for (const milestone of boundaries.milestones.list) {
    expect(milestoneLabel(english, milestone)).not.toMatch(/[{}]|timeline\./);
    expect(milestoneLabel(korean, milestone)).not.toMatch(/[{}]|timeline\./);
    expect(milestone.at).toBeLessThan(session.cluster.bootEnd);
  }
});

test('who does what is told in both languages, one short sentence each', () => {
  const all = said();
  expect(all.length).toBeGreaterThan(100);
  for (const s of all) {
    for (const text of [s.en, s.ko]) expect(text).not.toMatch(/[{}<]|undefined|NaN|\s{2}/);
    expect(s.en.length).toBeLessThanOrEqual(88);
  }
  expect(all.filter((s) => s.en.length > 76).length / all.length).toBeLessThan(0.05);
  const order = all.map((s) => s.code);
  const first = (code: CaptionCode): number => order.indexOf(code);
  const story: readonly CaptionCode[] = ['bootPower', 'bootKubelet', 'bootStatic', 'bootRefused', 'bootWaits', 'bootServes', 'bootRegisters', 'bootMarks', 'bootAddon', 'bootLeads', 'bootAccounts', 'podsOnNodes', 'bootJoins', 'bootReady', 'bootMirror'];
  const places = story.map(first);
  expect(places).not.toContain(-1);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
});

test('the kubelet works alone until a server answers', () => {
  const listens = boundaries.milestones.list.find((m) => m.code === 'bootServes')?.at ?? 0;
  const early = said().filter((s) => s.from < listens);
  expect(new Set(early.map((s) => s.actor))).toEqual(new Set(['', 'kubelet/control-plane', 'containerd/control-plane', 'kubeadm']));
  expect(early.filter((s) => s.code === 'bootStatic').map((s) => s.en)).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => `kubelet on control-plane: ${name}.yaml is there → run it`));
  // Asking again and again is told once for each who asks.
  expect(early.filter((s) => s.code === 'bootRefused' || s.code === 'bootWaits')).toHaveLength(2);
});

test('every grain has somewhere to stop, and every moment a sentence', () => {
  expect(boundaries.count('hop', Infinity).of).toBeGreaterThan(1000);
  expect(boundaries.count('reconcile', Infinity).of).toBeGreaterThan(100);
  for (let at = 0; at < session.cluster.bootEnd; at += 0.4e6) expect(sentenceText(english, narrate(reader, boundaries.milestones, 0, at).caption)).not.toMatch(/apply|Apply/);
});

test('it is the boot of every other run: only what is told of it differs', () => {
  const other = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  other.runTo(other.cluster.bootEnd);
  expect(other.reader.spanCount).toBe(reader.spanCount);
  for (let id = 1; id <= reader.spanCount; id++) expect([other.reader.startOf(id), other.reader.span(id).name, other.reader.causeOf(id)]).toEqual([reader.startOf(id), reader.span(id).name, reader.causeOf(id)]);
  for (let i = 0; i < reader.changeCount; i++) expect(other.reader.change(i)).toEqual(reader.change(i));
  // And it is told by no other.
  expect(new Boundaries(other.reader).milestones.at(Infinity)).toBeUndefined();
  expect(stepsOf(other.reader).over).toEqual([]);
});

test('an input may come while it boots: there is nobody to answer', () => {
  const early = new Session({ version: 1, seed: 42, shape: 'default', inputs: [], boot: true });
  early.runTo(1e6 as never);
  let out = '';
  early.shell.onPrint((_, fd, text) => (out += fd === 2 ? text : ''));
  early.input({ type: 'kubectl', args: ['get', 'nodes'], text: 'kubectl get nodes' });
  early.runTo(1.9e6 as never);
  expect(out).toMatch(/The connection to the server 127\.0\.0\.1:6443 was refused/);
  expect(new Session(early.record()).told).toBe(true);
});
