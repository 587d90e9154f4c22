// The tree of a Go template, and each node's text as errors quote it. Upstream: text/template/parse/node.go

export interface Base {
  /** Offset in the template. */
  readonly pos: number;
}

export type Expression =
  | (Base & { readonly kind: 'identifier'; readonly name: string })
  | (Base & { readonly kind: 'dot' | 'nil' })
  | (Base & { readonly kind: 'field'; readonly path: readonly string[] })
  /** The variable with its `$`, then fields. */
  | (Base & { readonly kind: 'variable'; readonly path: readonly string[] })
  | (Base & { readonly kind: 'chain'; readonly node: Expression; readonly path: readonly string[] })
  | (Base & { readonly kind: 'bool'; readonly value: boolean })
  | (Base & { readonly kind: 'number'; readonly text: string; readonly value: number; readonly float: boolean; readonly overflow: boolean })
  | (Base & { readonly kind: 'string'; readonly quoted: string; readonly value: string })
  | Pipe;

export interface Command extends Base {
  readonly kind: 'command';
  readonly args: readonly Expression[];
}

export interface Pipe extends Base {
  readonly kind: 'pipe';
  readonly assign: boolean;
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}

export interface List extends Base {
  readonly kind: 'list';
  readonly nodes: Statement[];
}

export interface Control extends Base {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly list: List;
  readonly otherwise: List | undefined;
}

export interface Call extends Base {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: Pipe | undefined;
}

export type Statement =
  | (Base & { readonly kind: 'text'; readonly text: string })
  | (Base & { readonly kind: 'action'; readonly pipe: Pipe })
  | Control
  | Call
  | (Base & { readonly kind: 'break' | 'continue' })
  | List;

export type TemplateNode = Expression | Command | Statement;

export function nodeText(node: TemplateNode): string {
  switch (node.kind) {
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'field':
      return node.path.map((name) => `.${name}`).join('');
    case 'variable':
      return node.path.join('.');
    case 'chain':
      return (node.node.kind === 'pipe' ? `(${nodeText(node.node)})` : nodeText(node.node)) + node.path.map((name) => `.${name}`).join('');
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'command':
      return node.args.map((arg) => (arg.kind === 'pipe' ? `(${nodeText(arg)})` : nodeText(arg))).join(' ');
    case 'pipe': {
      const variables = node.variables.length ? `${node.variables.join(', ')} ${node.assign ? '=' : ':='} ` : '';
      return variables + node.commands.map(nodeText).join(' | ');
    }
    case 'text':
      return node.text;
    case 'action':
      return `{{${nodeText(node.pipe)}}}`;
    case 'list':
      return node.nodes.map(nodeText).join('');
    case 'template':
      return `{{template ${JSON.stringify(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ''}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    default:
      return `{{${node.kind} ${nodeText(node.pipe)}}}${nodeText(node.list)}${node.otherwise ? `{{else}}${nodeText(node.otherwise)}` : ''}{{end}}`;
  }
}
