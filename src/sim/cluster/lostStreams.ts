// What becomes of a node's watches when its network is cut: both ends ask after each other when nothing has come for
// 30 s, and give the connection up when no answer comes within 15 s. The client opens another as soon as it can, from the
// revision that it has.
// Upstream: k8s.io/apimachinery/pkg/util/net/http.go (readIdleTimeoutSeconds, pingTimeoutSeconds)
// Simplified: a connection that was cut is given up at the latest when the network is back; TCP would send again what was lost.

import { seconds } from '../../base/time.ts';
import type { ApiServer } from '../apiserver/server.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Link } from '../kernel/link.ts';

const GIVEN_UP = seconds(45);

/** A network was cut, or is back. */
export function loseStreams(kernel: Kernel, server: ApiServer, link: Link, connected: boolean): void {
  const lose = (): void => {
    for (const watcher of server.watchCache.watchersOver(link)) {
      watcher.close();
      watcher.onEnd('broken');
    }
  };
  if (connected) lose();
  else kernel.after(GIVEN_UP, () => link.connected || lose());
}
