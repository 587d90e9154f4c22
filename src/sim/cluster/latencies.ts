// Latencies of the links between the components and the API server, fitted together with the server's own times
// (sim/apiserver/timing.ts) to a real control plane.

import type { Quantiles } from '../kernel/link.ts';

/** On one machine, over loopback or the next switch. */
export const NEAR: Quantiles = [[0, 120], [0.1, 200], [0.5, 450], [0.9, 1400], [0.99, 5000], [1, 9000]];
/** From a node to the control plane. */
export const NODE: Quantiles = [[0, 200], [0.1, 300], [0.5, 700], [0.9, 2200], [0.99, 7000], [1, 12_000]];
/** From a person's machine. */
export const LAPTOP: Quantiles = [[0, 400], [0.1, 600], [0.5, 1200], [0.9, 3000], [0.99, 8000], [1, 14_000]];
export const NONE: Quantiles = [[0, 0], [1, 0]];
