// Words of a command line that name resources, and behind them words that say what to change: `pod web a=b c-`.
// Upstream: k8s.io/kubectl/pkg/cmd/util/helpers.go (GetResourcesAndPairs)

import { KubectlError } from './errors.ts';

export interface Words {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

export function resourcesAndPairs(args: readonly string[], what: string): Words {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of args) {
    const isPair = (word.includes('=') && word[0] !== '=') || (word.endsWith('-') && word !== '-');
    if (isPair) pairs.push(word);
    else if (pairs.length === 0) resources.push(word);
    else throw new KubectlError(`all resources must be specified before ${what} changes: ${word}`);
  }
  return { resources, pairs };
}
