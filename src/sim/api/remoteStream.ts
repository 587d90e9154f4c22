// What travels between kubectl and a kubelet through the API server once a connection was taken over: exec, attach,
// port-forward. The real ones are channels of a WebSocket; here each item names its channel.
// Upstream: k8s.io/apimachinery/pkg/util/remotecommand, k8s.io/client-go/tools/remotecommand
//
//   GET …/pods/x/log               answers with text (`body`), or with a stream of texts where follow=true
//   GET …/pods/x/exec, attach      answers 101 with a RemoteStream as `stream`; query: container, stdin, stdout, stderr, tty
//                                  as `true`, and of exec the words of the command, joined by REPEATED (see http.ts)
//   GET …/pods/x/portforward       answers 101 with a PortForward as `stream`

import type { Status } from './errors.ts';
import type { Stream } from './http.ts';

export type RemoteItem =
  | { readonly channel: 'stdout' | 'stderr'; readonly text: string }
  /** The command has ended: Success, or Failure with reason NonZeroExitCode and a cause ExitCode. The last item. */
  | { readonly channel: 'error'; readonly status: Status };

export interface RemoteStream extends Stream<RemoteItem> {
  /** Standard input; undefined: its end. */
  write(text: string | undefined): void;
}

/** One HTTP exchange through a forwarded port. */
export interface PortRequest {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type PortItem = { readonly id: number; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string } | { readonly id: number; readonly error: string };

export interface PortForward extends Stream<PortItem> {
  /** Sends a request to a port of the Pod; its answer comes as an item with the same id. */
  request(id: number, request: PortRequest): void;
}
