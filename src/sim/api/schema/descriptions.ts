// What the documentation says of a type or a field, for `kubectl explain` and for hovering in the editor. The texts are
// ten times as large as all the rest of the schema, so they are not part of it: whoever starts the simulation loads
// generated/descriptions.json when it is wanted, and hands it over.

import type { SchemaField, SchemaType } from './schemaType.ts';

/** generated/descriptions.json */
export interface DescriptionData {
  /** `core.v1.Pod` → numbers of texts, of the type and then of its fields in order; -1 is none. */
  readonly types: Readonly<Record<string, string>>;
  readonly texts: readonly string[];
}

export class Descriptions {
  private readonly data: DescriptionData;

  constructor(data: DescriptionData) {
    this.data = data;
  }

  ofType(type: SchemaType): string {
    return this.text(type, 0);
  }

  /** Empty where there is none; the type that the field holds may say more. */
  ofField(owner: SchemaType, field: SchemaField): string {
    return this.text(owner, owner.table().fields.indexOf(field) + 1);
  }

  private text(type: SchemaType, at: number): string {
    const numbers = Object.hasOwn(this.data.types, key(type)) ? this.data.types[key(type)] : undefined;
    return this.data.texts[Number(numbers?.split(' ')[at] ?? -1)] ?? '';
  }
}

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod` */
function key(type: SchemaType): string {
  return type.id.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.(apis\.)?|apiextensions-apiserver\.pkg\.apis\.|kube-aggregator\.pkg\.apis\.)/, '');
}
