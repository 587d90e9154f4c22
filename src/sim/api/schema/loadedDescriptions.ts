// The texts of the API documentation, once they are there (loadDescriptions.ts). They are part of no run: nothing that is
// stored or decided depends on them.

import type { Descriptions } from './descriptions.ts';

let loaded: Descriptions | undefined;

export const loadedDescriptions = (): Descriptions | undefined => loaded;

export function keepDescriptions(descriptions: Descriptions): void {
  loaded = descriptions;
}
