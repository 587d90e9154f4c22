// What a token's Secret holds: the certificate by which the API server is known, the namespace, the token.
// Upstream: pkg/controller/serviceaccount/tokens_controller.go (syncSecret, generateTokenIfNeeded)

import { deepFreeze } from '../../../base/json.ts';
import { base64Encode, utf8Bytes } from '../../api/yaml/bytes.ts';
import type { Context } from '../../client/controller.ts';
import { keyFor } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Secret } from '../../kinds/secret.ts';
import { ServiceAccount } from '../../kinds/serviceAccount.ts';
import { isNotFound } from '../shared/podControl.ts';
import type { Tokens } from './serviceAccountToken.ts';

const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

/** Keys of the Secrets that are an account's tokens. */
export const tokensOf = ({ secrets }: Tokens, { metadata: { namespace, name } }: ServiceAccount): readonly string[] => [...secrets.list()].filter((s) => s.type === 'kubernetes.io/service-account-token' && s.metadata.namespace === namespace && s.metadata.annotations?.[NAME] === name).map(keyFor);

export function* syncToken(context: Context<Tokens>, key: string): Sim<void> {
  const { state, client, settings, note } = context;
  const cached = state.secrets.get(key);
  if (!cached) return;
  const { namespace = '', name, annotations = {} } = cached.metadata;
  const account = yield* accountOf(context, namespace, annotations[NAME] ?? '');
  if (!account || (annotations[UID] && annotations[UID] !== account.metadata.uid)) {
    note('delete', { name });
    try {
      yield* client.delete(Secret, namespace, name, { preconditions: { uid: cached.metadata.uid } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return;
  }
  const wanted = { 'ca.crt': settings.rootCA, namespace, token: `simulated.${namespace}.${account.metadata.name}` };
  if (annotations[UID] && cached.data?.token && cached.data.namespace && cached.data['ca.crt'] === base64Encode(utf8Bytes(settings.rootCA))) return;
  const live = yield* client.get(Secret, namespace, name);
  note('token', { account: account.metadata.name });
  const data = Object.fromEntries(Object.entries(wanted).map(([field, text]) => [field, field !== 'ca.crt' && live.data?.[field] ? live.data[field] : base64Encode(utf8Bytes(text))]));
  yield* client.update(Secret, deepFreeze({ ...live, metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [UID]: account.metadata.uid } }, data: { ...live.data, ...data } }) as Secret);
}

/** What the cache does not know may still be there. */
function* accountOf({ state, client }: Context<Tokens>, namespace: string, name: string): Sim<ServiceAccount | undefined> {
  const cached = state.accounts.get(`${namespace}/${name}`);
  if (cached) return cached;
  try {
    return yield* client.get(ServiceAccount, namespace, name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}
