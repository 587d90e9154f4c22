// The one player of the page and its client, made when the page starts. Panels import `player()`.

import { Player } from './player.ts';
import { SimClient, workerPort } from './simClient.ts';

let made: { readonly client: SimClient; readonly player: Player } | undefined;

function make(): { readonly client: SimClient; readonly player: Player } {
  const client = new SimClient(workerPort());
  return { client, player: new Player(client) };
}

export const client = (): SimClient => (made ??= make()).client;
export const player = (): Player => (made ??= make()).player;
