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

/** Named at the time of a request, not before: some of them arrive after the start (tools/lateParts.mjs). */
const late =
  (named: () => Subresource): Subresource =>
  (serving, exchange) =>
    named()(serving, exchange);
const proxied = late(() => nodeProxied);

export const SUBRESOURCES: Readonly<Record<string, Subresource>> = {
  binding,
  eviction: late(() => eviction),
  finalize: late(() => finalize),
  scale: late(() => scale),
  token,
  log: proxied,
  exec: proxied,
  attach: proxied,
  portforward: proxied,
  proxy: late(() => proxy),
};
