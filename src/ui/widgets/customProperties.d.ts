// Lets style={{ '--size': 17 }} type-check: React passes custom properties through, its types do not know them.

import 'react';

declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
