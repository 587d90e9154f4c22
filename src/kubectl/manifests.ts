// The documents of a file, one by one: checked for what they say they are, mapped to a resource.
// Upstream: k8s.io/cli-runtime/pkg/resource/visitor.go (StreamVisitor), mapper.go, metadata_decoder.go

import { isObject } from '../base/json.ts';
import { decodeInto } from '../sim/api/schema/decode.ts';
import { sortedKeys } from '../sim/api/schema/jsonText.ts';
import { typeOf } from '../sim/api/schema/schema.ts';
import type { SchemaType } from '../sim/api/schema/schemaType.ts';
import { parseDocuments, type YamlDocument } from '../sim/api/yaml.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError, NoKindMatch, isExpected, messageOf } from './errors.ts';
import { Helper, versionOf, type HelperOptions } from './helper.ts';
import type { Http } from './http.ts';
import { Info, type AnyItem } from './info.ts';
import { compactJson } from './output/json.ts';
import { nameOf, namespaceOf } from './output/object.ts';
import type { Mapping, RestMapper } from './restMapper.ts';
import { kindOfManifest, type Validator } from './validator.ts';

export interface ManifestOptions {
  readonly http: Http;
  readonly mapper: RestMapper;
  readonly validator?: Validator | undefined;
  readonly local: boolean;
  /** How the server is asked for what the documents name. */
  readonly request?: HelperOptions;
}

export class ManifestReader {
  private readonly o: ManifestOptions;

  constructor(options: ManifestOptions) {
    this.o = options;
  }

  *visitText(text: string, source: string, each: (info: Info) => Sim<void>, failed: (error: Error) => void): Sim<void> {
    for (const document of parseDocuments(text)) {
      if (document.error) throw new KubectlError(`error parsing ${source}: ${document.error.message}`);
      try {
        yield* this.o.validator?.check(document.value) ?? done();
      } catch (error) {
        if (error instanceof KubectlError) throw new KubectlError(`error validating ${goQuote(source)}: ${error.message}`);
        throw error;
      }
      let info: Info;
      try {
        info = yield* this.infoFor(document, source);
      } catch (error) {
        if (!isExpected(error)) throw error;
        failed(error);
        continue;
      }
      yield* each(info);
    }
  }

  private *infoFor(document: YamlDocument, source: string): Sim<Info> {
    const problem = decodeProblem(document);
    if (problem !== undefined) throw new KubectlError(`unable to decode ${goQuote(source)}: ${problem}`);
    // Go writes the keys of maps in order.
    return yield* this.infoOf(sortedKeys(document.value) as AnyItem, source, '', (error, object) =>
      error instanceof NoKindMatch
        ? `resource mapping not found for name: ${goQuote(nameOf(object))} namespace: ${goQuote(namespaceOf(object))} from ${goQuote(source)}: ${messageOf(error)}\nensure CRDs are installed first`
        : `unable to recognize ${goQuote(source)}: ${messageOf(error)}`,
    );
  }

  /** An item of a list that was read. */
  *infoForItem(item: AnyItem, list: Info): Sim<Info> {
    return yield* this.infoOf(item, list.source, list.resourceVersion, (error) => `unable to recognize ${messageOf(error)}`, list.hasMapping && list.mapping.kind === item.kind ? list.mapping : undefined);
  }

  private *infoOf(object: AnyItem, source: string, resourceVersion: string, words: (error: unknown, object: AnyItem) => string, known?: Mapping): Sim<Info> {
    const { http, mapper, local, request } = this.o;
    const parts = { namespace: namespaceOf(object), name: nameOf(object), source, object, resourceVersion: resourceVersion || versionOf(object) };
    if (local) return new Info(undefined, parts);
    const gvk = kindOfManifest(object);
    let mapping = known;
    try {
      mapping ??= yield* mapper.forKind(gvk.group, gvk.kind, gvk.version);
    } catch (error) {
      if (error instanceof NoKindMatch) throw new KubectlError(words(error, object));
      throw error;
    }
    const client = gvk.version === '' ? { group: gvk.group, version: '' } : undefined;
    return new Info(http, { ...parts, mapping, ...(client || request ? { helper: new Helper(http, mapping, { ...request, ...(client ? { client } : {}) }) } : {}) });
  }
}

function* done(): Sim<void> {
  // Nothing is checked.
}

/** Why a document is no object, in Go's words. */
function decodeProblem(document: YamlDocument): string | undefined {
  const { value } = document;
  const body = (): string => (document.json ? document.text.trim() : compactJson(value));
  if (!isObject(value)) return `json: cannot unmarshal ${goKind(value)} into Go value of type unstructured.detector`;
  if (typeof value.kind !== 'string' || value.kind === '') return `Object 'Kind' is missing in '${body()}'`;
  const { apiVersion, metadata } = value;
  if (apiVersion !== undefined && apiVersion !== null && typeof apiVersion !== 'string') return `json: cannot unmarshal ${goKind(apiVersion)} into Go struct field metadataOnlyObject.TypeMeta.apiVersion of type string`;
  if (metadata === undefined) return undefined;
  const { error } = decodeInto(typeOf('v1', 'ConfigMap') as SchemaType, { metadata }, false);
  return error?.replace('ConfigMap.metadata', 'metadataOnlyObject.metadata');
}

const goKind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
