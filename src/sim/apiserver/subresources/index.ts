// The subresources that are more than a status: name → how a request to it is answered.

import type { Exchange } from '../context.ts';
import type { Handler } from '../routes.ts';
import type { Serving } from '../serving.ts';
import { binding } from './binding.ts';
import { eviction } from './eviction.ts';
import { finalize } from './finalize.ts';
import { proxy } from './proxy.ts';
import { scale } from './scale.ts';
import { token } from './token.ts';
import { nodeProxied } from './nodeProxied.ts';

export type Subresource = (serving: Serving, exchange: Exchange) => Handler;

export const SUBRESOURCES: Readonly<Record<string, Subresource>> = {
  binding,
  eviction,
  finalize,
  scale,
  token,
  log: nodeProxied,
  exec: nodeProxied,
  attach: nodeProxied,
  portforward: nodeProxied,
  proxy,
};
