// The editor that `kubectl edit` opens: the person, or what KUBE_EDITOR or EDITOR names where that needs nobody.
// Upstream: k8s.io/kubectl/pkg/cmd/util/editor/editor.go

import type { Sim } from '../../sim/kernel/task.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { ExitError, KubectlError } from '../errors.ts';
import type { Process } from '../process.ts';
import { splitWords } from '../shellWords.ts';
import { SedError, sed } from './sed.ts';

/** Lays a text before the editor as a file; what the file says then. */
export function* openEditor(process: Process, path: string, text: string): Sim<string> {
  process.files.write(path, text);
  const edited = yield* edit(process, text);
  process.files.write(path, edited);
  return edited;
}

function* edit(process: Process, text: string): Sim<string> {
  const command = process.env.KUBE_EDITOR || process.env.EDITOR || '';
  const [program = '', ...words] = splitWords(command);
  switch (program.replace(/^.*\//, '')) {
    case 'sed':
      try {
        return sed(words, text);
      } catch (error) {
        if (!(error instanceof SedError)) throw error;
        process.err(`sed: ${error.message}\n`);
        throw problem(command);
      }
    case 'true':
    case 'cat':
    case 'touch':
      return text;
    case 'false':
      throw problem(command);
    default: {
      const answer = yield* process.edit(text);
      if (answer === undefined) throw new ExitError(1);
      return answer;
    }
  }
}

const problem = (command: string): KubectlError => new KubectlError(`there was a problem with the editor ${goQuote(command)}`);
