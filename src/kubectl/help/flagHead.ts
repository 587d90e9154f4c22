// How help names a flag: `    -o, --output='':`. Upstream: k8s.io/kubectl/pkg/util/templates/help_flags_printer.go

import { HOME } from '../files.ts';
import type { FlagSpec } from '../flags.ts';

export const flagHead = (f: FlagSpec): string => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}=${flagDefault(f)}:`;

export function flagDefault(f: FlagSpec): string {
  switch (f.type) {
    case 'string':
      if (f.name === 'cache-dir') return `'${HOME}/${f.default ?? ''}'`;
      // A text to pflag, a list of patterns to klog.
      return f.name === 'vmodule' ? '' : `'${f.default ?? ''}'`;
    case 'bool':
      return f.default ?? 'false';
    case 'stringArray':
    case 'stringSlice':
      return `[${(f.default ?? '').replace(/^\[|\]$/g, '')}]`;
    case 'duration':
      return f.default ?? '0s';
    default:
      return f.default ?? (f.type === 'stringToString' || f.type === 'mapStringString' ? '[]' : '0');
  }
}
