// All commands, by what is typed behind `kubectl`.

import type { CommandModule } from '../invocation.ts';
import { annotate } from './annotate.ts';
import { create } from './create.ts';
import { CREATE_OBJECTS } from './createObjects.ts';
import { get } from './get.ts';
import { label } from './label.ts';
import { patch } from './patch.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setSelector, setServiceAccount, setSubject } from './set/others.ts';
import { setResources } from './set/resources.ts';

const MODULES: readonly CommandModule[] = [annotate, create, ...CREATE_OBJECTS, get, label, patch, setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject];

export const COMMANDS: Readonly<Record<string, CommandModule | undefined>> = Object.fromEntries(MODULES.map((m) => [m.name, m]));
