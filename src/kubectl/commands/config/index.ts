// All `kubectl config` commands.

import type { CommandModule } from '../../invocation.ts';
import { currentContext, deleteContext, getContexts, renameContext, setContext, useContext } from './contexts.ts';
import { deleteCluster, deleteUser, getClusters, getUsers, set, setCluster, setCredentials, unset } from './entries.ts';
import { view } from './view.ts';

export const CONFIG: readonly CommandModule[] = [currentContext, deleteCluster, deleteContext, deleteUser, getClusters, getContexts, getUsers, renameContext, set, setCluster, setContext, setCredentials, unset, useContext, view];
