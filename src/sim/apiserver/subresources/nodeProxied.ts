// log, exec, attach, port-forward: the API server only finds the node and passes the request on to its kubelet.
// Upstream: pkg/registry/core/pod/rest

import { badRequest, failure } from '../../api/errors.ts';
import type { AnyObject } from '../../api/types.ts';
import { readOne } from '../reads.ts';
import type { Subresource } from './index.ts';

export const nodeProxied: Subresource = (serving, exchange) => ({
  kind: 'read',
  read(answer) {
    const { info, request } = exchange;
    if (info.subresource !== 'log' && request.query.dryRun !== undefined) throw badRequest('dryRun is not supported');
    const pod = readOne(exchange, info.name) as AnyObject;
    if (!pod.spec?.nodeName) {
      if (info.subresource === 'log') {
        answer({ code: 200, body: '' });
        return;
      }
      throw badRequest(`pod ${info.name} does not have a host assigned`);
    }
    const { nodes } = serving.server;
    if (!nodes) throw failure(500, 'InternalError', 'no way to the nodes');
    nodes.forward(exchange, pod, answer);
  },
});
