// All commands, by what is typed behind `kubectl`.

import type { CommandModule } from '../invocation.ts';
import { annotate } from './annotate.ts';
import { apiResources, apiVersions } from './apiResources.ts';
import { apply } from './apply.ts';
import { canI, whoAmI } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { CERTIFICATE } from './certificate.ts';
import { clusterInfo, version } from './clusterInfo.ts';
import { clusterInfoDump } from './clusterInfoDump.ts';
import { completion } from './completion.ts';
import { CONFIG } from './config/index.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { CREATE_OBJECTS } from './createObjects.ts';
import { debug } from './debug.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { cordon, drain, uncordon } from './drain.ts';
import { edit } from './edit.ts';
import { eventsCommand } from './events.ts';
import { attach, exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { kustomize } from './kustomize.ts';
import { label } from './label.ts';
import { LAST_APPLIED_COMMANDS } from './lastApplied.ts';
import { logs } from './logs.ts';
import { options } from './options.ts';
import { patch } from './patch.ts';
import { pluginList } from './plugin.ts';
import { portForward } from './portForward.ts';
import { proxy } from './proxy.ts';
import { replace } from './replace.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/changes.ts';
import { rolloutHistory, rolloutUndo } from './rollout/history.ts';
import { rolloutStatus } from './rollout/status.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setSelector, setServiceAccount, setSubject } from './set/others.ts';
import { setResources } from './set/resources.ts';
import { taint } from './taint.ts';
import { TOP } from './top.ts';
import { wait } from './wait.ts';

const MODULES: readonly CommandModule[] = [
  annotate,
  apiResources,
  apiVersions,
  apply,
  attach,
  autoscale,
  canI,
  ...CERTIFICATE,
  clusterInfo,
  clusterInfoDump,
  completion,
  ...CONFIG,
  cordon,
  cp,
  create,
  ...CREATE_OBJECTS,
  debug,
  deleteCommand,
  describe,
  diff,
  drain,
  edit,
  eventsCommand,
  exec,
  explain,
  expose,
  get,
  kustomize,
  label,
  ...LAST_APPLIED_COMMANDS,
  logs,
  options,
  patch,
  pluginList,
  portForward,
  proxy,
  replace,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  run,
  scale,
  setEnv,
  setImage,
  setResources,
  setSelector,
  setServiceAccount,
  setSubject,
  taint,
  ...TOP,
  uncordon,
  version,
  wait,
  whoAmI,
];

export const COMMANDS: Readonly<Record<string, CommandModule | undefined>> = Object.fromEntries(MODULES.map((m) => [m.name, m]));
