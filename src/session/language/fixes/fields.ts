// Fixes for fields that nobody knows: misspelt ones, and ones that stand a level too high or too low.

import type { SchemaType } from '../../../sim/api/schema/schemaType.ts';
import { typeAt } from '../../../sim/api/schema/walk.ts';
import type { MappingNode, YamlNode } from '../../../sim/api/yaml/parser.ts';
import { closest } from '../closest.ts';
import { keyText, mappingAt, nodeAt, pairOf, type Pair, type Path } from '../nodes.ts';
import { movePair, replaceNode } from '../textEdits.ts';
import { fix, type DocumentFix, type Fixer, type FixContext } from './fixContext.ts';

export const fieldFixes: readonly Fixer[] = [unknownField];

function unknownField({ document, finding, type }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!finding.message.startsWith('unknown field') || !type) return undefined;
  const name = String(finding.path[finding.path.length - 1]);
  const above = finding.path.slice(0, -1);
  const mapping = mappingAt(root, above);
  const owner = typeAt(type, above);
  const pair = mapping && pairOf(mapping, name);
  if (!pair || owner?.shape !== 'struct') return undefined;
  const free = owner.table().fields.map((f) => f.name).filter((field) => !pairOf(mapping, field));
  const alias = ALIASES[owner.name]?.[name];
  const near = alias !== undefined && free.includes(alias) ? alias : closest(name, free);
  // What is right one level away is not misspelt, unless only the case is wrong.
  const moved = near?.toLowerCase() === name.toLowerCase() ? undefined : (moveIn(document.text, root, type, above, pair) ?? moveOut(document.text, root, type, above, pair));
  if (moved && alias === undefined) return moved;
  return near === undefined ? undefined : fix('FieldName', { from: name, to: near }, replaceNode(pair.key, near));
}

/** Words that belong to another kind of port, selector or probe, by the type that was given them. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ServicePort: { containerPort: 'targetPort', target: 'targetPort', targetport: 'targetPort', servicePort: 'port', hostPort: 'nodePort' },
  ContainerPort: { port: 'containerPort', targetPort: 'containerPort', container_port: 'containerPort', nodePort: 'hostPort' },
  HTTPGetAction: { url: 'path', uri: 'path', containerPort: 'port' },
  Container: { environment: 'env', envs: 'env', cmd: 'command', entrypoint: 'command', arguments: 'args', volumes: 'volumeMounts', health: 'livenessProbe' },
  DeploymentSpec: { replica: 'replicas', count: 'replicas', instances: 'replicas', matchLabels: 'selector' },
  EnvVar: { key: 'name', val: 'value' },
  PodSpec: { container: 'containers', restart: 'restartPolicy', volume: 'volumes' },
  LabelSelector: { labels: 'matchLabels', matchLabel: 'matchLabels' },
};

/** Into the last thing that stands before it: `ports` below `containers` instead of in the container. */
function moveIn(text: string, root: YamlNode, type: SchemaType, above: Path, pair: Pair): DocumentFix | undefined {
  const mapping = mappingAt(root, above) as MappingNode;
  const before = mapping.pairs[mapping.pairs.indexOf(pair) - 1];
  if (!before) return undefined;
  let path: Path = [...above, keyText(before)];
  for (let node = nodeAt(root, path); node; node = nodeAt(root, path)) {
    if (node.kind === 'sequence') path = [...path, node.items.length - 1];
    else if (node.kind === 'mapping' && node.pairs.length > 0) {
      const owner = typeAt(type, path);
      if (owner?.shape === 'struct' && owner.table().byName.has(keyText(pair)) && !pairOf(node, keyText(pair))) {
        const edits = movePair(text, pair, node);
        return edits && fix('MoveIn', { field: keyText(pair), owner: placeName(path) }, ...edits);
      }
      path = [...path, keyText(node.pairs[node.pairs.length - 1] as Pair)];
    } else return undefined;
  }
  return undefined;
}

/** Out of what it stands in, to where a field of this name is known. */
function moveOut(text: string, root: YamlNode, type: SchemaType, above: Path, pair: Pair): DocumentFix | undefined {
  for (let path = above.slice(0, -1); path.length > 0; path = path.slice(0, -1)) {
    const target = mappingAt(root, path);
    const owner = typeAt(type, path);
    if (!target || owner?.shape !== 'struct') continue;
    if (!owner.table().byName.has(keyText(pair)) || pairOf(target, keyText(pair))) continue;
    const edits = movePair(text, pair, target);
    return edits && fix('MoveOut', { field: keyText(pair), owner: placeName(path) }, ...edits);
  }
  return undefined;
}

/** `spec.containers[0]` */
export const placeName = (path: Path): string => path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
