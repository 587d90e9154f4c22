import { expect, test } from 'vitest';
import { onlyWentOn, usePaced } from './paced.ts';
import { newBranch, useApp } from './store.ts';

test('standing still, a reader sees the state at once', () => {
  useApp.setState({ playing: false, playhead: 7 });
  expect(usePaced.getState()).toBe(useApp.getState());
});

test('what plays is looked at now and then, and as it is when it stops', () => {
  useApp.setState({ playing: true, playhead: 10 });
  expect(usePaced.getState().playing).toBe(true);
  const seen = usePaced.getState();
  useApp.setState({ playhead: 20, version: 3 });
  expect(usePaced.getState()).toBe(seen);
  useApp.setState({ selection: { kind: 'span', id: 4 } });
  expect(usePaced.getState()).toBe(useApp.getState());
  useApp.setState({ playhead: 30 });
  useApp.setState({ playing: false });
  expect(usePaced.getState().playhead).toBe(30);
});

test('a branch that knows more goes on, another one does not', () => {
  const record = { version: 1, seed: 42, shape: 'default', inputs: [] } as const;
  const branch = newBranch(1, 'A', '', undefined, 0, record);
  const before = { ...useApp.getState(), branches: [branch] };
  expect(onlyWentOn({ ...before, playhead: 99, branches: [{ ...branch, busy: true, target: 5 }] }, before)).toBe(true);
  expect(onlyWentOn({ ...before, branches: [{ ...branch, origin: 5 }] }, before)).toBe(false);
  expect(onlyWentOn({ ...before, branches: [branch, newBranch(2, 'B', '', 1, 3, record)] }, before)).toBe(false);
});
