// The web worker: the session host behind postMessage. Everything else is the same as behind a socket.

import { loadRest } from 'virtual:rest';
import { SessionHost } from './host.ts';
import type { FromSession, ToSession } from './protocol.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
let descriptions: Promise<void> | undefined;
let descriptionsThere = false;
// What no boot needs is fetched while the cluster boots (tools/lateParts.mjs).
let rest = loadRest?.().then(() => {
  rest = undefined;
});

// A message to oneself is the shortest way to come back after other messages; timers are clamped to 4 ms.
const channel = new MessageChannel();
let pending: (() => void) | undefined;
channel.port1.onmessage = () => {
  const run = pending;
  pending = undefined;
  run?.();
};

const host = new SessionHost({
  send: (message, transfer) => scope.postMessage(message, transfer),
  clock: () => performance.now(),
  later(run) {
    pending = run;
    channel.port2.postMessage(0);
  },
  load(what) {
    if (what === 'rest') return rest;
    if (descriptionsThere) return undefined;
    descriptions ??= import('../sim/api/schema/loadDescriptions.ts').then(async ({ loadDescriptions }) => {
      await loadDescriptions();
      descriptionsThere = true;
    });
    // What could not be fetched may be had the next time.
    descriptions.catch(() => (descriptions = undefined));
    return descriptions;
  },
});

scope.onmessage = (event: MessageEvent<ToSession>) => host.receive(event.data);
scope.postMessage({ type: 'ready' } satisfies FromSession);
