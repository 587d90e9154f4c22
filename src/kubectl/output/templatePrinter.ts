// -o go-template: the template's output, or what kubectl shows to help to find the fault.
// Upstream: k8s.io/cli-runtime/pkg/printers/template.go

import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError, PartialOutputError } from './errors.ts';
import { goText } from './goValue.ts';
import { executeTemplate } from './goTemplate/execute.ts';
import { FUNCTIONS } from './goTemplate/functions.ts';
import { TemplateParseError, parseTemplate, type ParsedTemplate } from './goTemplate/parser.ts';
import { compactJson } from './json.ts';

const NAMES = new Set(FUNCTIONS.keys());

export class GoTemplatePrinter {
  private readonly text: string;
  private readonly template: ParsedTemplate;
  private readonly strict: boolean;

  /** Throws KubectlError where the template cannot be read. */
  constructor(text: string, allowMissingKeys = true) {
    this.text = text;
    this.strict = !allowMissingKeys;
    try {
      this.template = parseTemplate('output', text, NAMES);
    } catch (error) {
      if (error instanceof TemplateParseError) throw new KubectlError(`error parsing template ${text}, ${error.message}`);
      throw error;
    }
  }

  /** `raw` is the object's JSON, shown where the template fails. */
  print(object: unknown, raw = compactJson(object)): string {
    const { output, error } = executeTemplate('output', this.text, this.template, object, { strict: this.strict });
    if (!error) return output;
    const help =
      `Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
      `\ttemplate was:\n\t\t${this.text}\n\traw data was:\n\t\t${raw}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`;
    throw new PartialOutputError(`error executing template ${goQuote(this.text)}: ${error.message}`, output + help);
  }
}
