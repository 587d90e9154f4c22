// The texts of the API documentation, half a megabyte: whoever wants them imports this file at run time, so that they are
// a chunk of their own. From then on `loadedDescriptions` has them.

import { Descriptions, type DescriptionData } from './descriptions.ts';
import data from './generated/descriptions.json' with { type: 'json' };
import { keepDescriptions } from './loadedDescriptions.ts';

export function loadDescriptions(): void {
  keepDescriptions(new Descriptions(data as unknown as DescriptionData));
}
