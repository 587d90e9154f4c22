import { describe, expect, test } from 'vitest';
import { GoTemplatePrinter } from '../templatePrinter.ts';

const object = { kind: 'List', items: [{ name: 'a', n: 3, data: { user: 'YWRtaW4=' } }, { name: 'b', n: 12345678901, on: true }] };
const print = (template: string): string => new GoTemplatePrinter(template).print(object);

describe('templates', () => {
  test.each([
    ['{{.kind}}', 'List'],
    ['{{range .items}}{{.name}} {{end}}', 'a b '],
    ['{{range $i, $e := .items}}{{$i}}={{$e.name}};{{end}}', '0=a;1=b;'],
    ['{{range .none}}x{{else}}none{{end}}', 'none'],
    ['{{with index .items 1}}{{.n}}{{end}}', '12345678901'],
    ['{{if and (eq .kind "List") (gt (len .items) 1)}}yes{{else if .x}}x{{else}}no{{end}}', 'yes'],
    ['{{(index .items 0).data.user | base64decode}}', 'admin'],
    ['{{printf "%-5s|%03d|%q|%v" .kind 7 "x" .items}}', 'List |007|"x"|[map[data:map[user:YWRtaW4=] n:3 name:a] map[n:12345678901 name:b on:true]]'],
    ['{{- " a " -}}  b', ' a b'],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" .kind}}', '<List>'],
    ['{{$x := 1}}{{$x = 2}}{{$x}}', '2'],
    ['{{.nope}}|{{.nope.x}}', '<no value>|<no value>'],
    ['{{range .items}}{{if eq .name "a"}}{{continue}}{{end}}{{.name}}{{break}}{{end}}', 'b'],
    ['{{exists . "items" 0 "data" "user"}}', 'true'],
    ['{{/* nothing */}}{{"a" | printf "%s-%s" "b"}}', 'b-a'],
    ['{{slice "abcd" 1 3}}{{not true}}{{or "" "x"}}{{html "<"}}', 'bcfalsex&lt;'],
  ])('%s', (template, text) => {
    expect(print(template)).toBe(text);
  });

  test.each([
    ['{{.a', 'error parsing template {{.a, template: output:1: unclosed action'],
    ['{{nope}}', 'error parsing template {{nope}}, template: output:1: function "nope" not defined'],
    ['{{if}}x{{end}}', 'error parsing template {{if}}x{{end}}, template: output:1: missing value for if'],
    ['{{end}}', 'error parsing template {{end}}, template: output:1: unexpected {{end}}'],
    ['{{index .items 9}}', 'error executing template "{{index .items 9}}": template: output:1:2: executing "output" at <index .items 9>: error calling index: index out of range: 9'],
    ['{{.kind.x}}', 'error executing template "{{.kind.x}}": template: output:1:7: executing "output" at <.kind.x>: can\'t evaluate field x in type interface {}'],
  ])('%s is refused', (template, message) => {
    expect(() => print(template)).toThrow(message);
  });
});
