// Tokens: fills in Secrets of the type kubernetes.io/service-account-token, which people write for an account that is to
// have a token that never ends; and deletes those whose account is gone.
// Upstream: pkg/controller/serviceaccount/tokens_controller.go
//
// What a reconcile notes:
//   token  { account } the Secret gets what it lacks
//   delete { name } its account is gone

import { defineController, watch } from '../../client/controller.ts';
import { keyFor, type Informer } from '../../client/informer.ts';
import { Secret } from '../../kinds/secret.ts';
import { ServiceAccount } from '../../kinds/serviceAccount.ts';
import { syncToken, tokensOf } from './sync.ts';

export interface Tokens {
  readonly secrets: Informer<Secret>;
  readonly accounts: Informer<ServiceAccount>;
}

const NONE: readonly string[] = [];

export const serviceAccountToken = defineController<Tokens>({
  name: 'serviceaccount-token',
  account: 'tokens-controller',
  asManager: true,
  workers: 5,
  maxRetries: 10,
  state: (context) => ({ secrets: context.informer(Secret), accounts: context.informer(ServiceAccount) }),
  watches: [
    watch<Secret, Tokens>(Secret, (secret, _context, _old, gone) => (gone || secret.type !== 'kubernetes.io/service-account-token' ? NONE : [keyFor(secret)])),
    watch<ServiceAccount, Tokens>(ServiceAccount, (account, { state }) => (state.secrets.size === 0 ? NONE : tokensOf(state, account))),
  ],
  reconcile: (context, key) => syncToken(context, key),
});
