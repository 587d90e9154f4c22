// All commands, by what is typed behind `kubectl`.

import type { CommandModule } from '../invocation.ts';
import { annotate } from './annotate.ts';
import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import { create } from './create.ts';
import { CREATE_OBJECTS } from './createObjects.ts';
import { deleteCommand } from './delete.ts';
import { attach, exec } from './exec.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setSelector, setServiceAccount, setSubject } from './set/others.ts';
import { setResources } from './set/resources.ts';
import { wait } from './wait.ts';

const MODULES: readonly CommandModule[] = [
  annotate,
  apply,
  attach,
  autoscale,
  create,
  ...CREATE_OBJECTS,
  deleteCommand,
  exec,
  expose,
  get,
  label,
  logs,
  patch,
  run,
  scale,
  setEnv,
  setImage,
  setResources,
  setSelector,
  setServiceAccount,
  setSubject,
  wait,
];

export const COMMANDS: Readonly<Record<string, CommandModule | undefined>> = Object.fromEntries(MODULES.map((m) => [m.name, m]));
