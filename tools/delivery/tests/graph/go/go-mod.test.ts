import { expect, test } from 'vitest';
import { parseGoMod } from '../../../src/graph/go/go-mod.ts';
import { failureOf } from '../../failure.ts';

test.each<[text: string, module: string]>([
  ['module example.com/a', 'example.com/a'],
  ['module example.com/a // what it is\n', 'example.com/a'],
  ['module "example.com/a"\n', 'example.com/a'],
  ['module `example.com/a`\n', 'example.com/a'],
  ['\n// first\n\n  module\texample.com/a  \n', 'example.com/a'],
  ['module (\n\texample.com/a\n)\n', 'example.com/a'],
  ['go 1.26.0\r\n\r\nmodule example.com/a // comment\r\n', 'example.com/a'],
  ['module example.com/a\ntoolchain go1.26.1\nrequire x v1.0.0 // indirect\nexclude ()\nretract v1.0.0\n', 'example.com/a'],
])('%j is the module %s', (text, module) => {
  expect(parseGoMod(text, 'go.mod').module).toBe(module);
});

test.each<[text: string, replaced: Record<string, string>]>([
  ['replace a => ../a', { a: '../a' }],
  ['replace a v1.2.3 => ./a', { a: './a' }],
  ['replace a => /opt/a', { a: '/opt/a' }],
  ['replace a => ..', { a: '..' }],
  ['replace "a" => "../with a space"', { a: '../with a space' }],
  ['replace a => ../a//b', { a: '../a' }],
  ['replace a => b v1.2.3', {}],
  ['replace a v1.0.0 => b v1.2.3', {}],
  ['replace a => .hidden/a v1.2.3', {}],
  ['// replace a => ../a', {}],
  ['replace (\n\ta => ../a\n\t// b => ../b\n\n\tc v1.0.0 => ../c // why\n)', { a: '../a', c: '../c' }],
  ['replace(\r\n\ta => ../a\r\n\t// b => ../b\r\n)\r\nreplace c => ../c', { a: '../a', c: '../c' }],
  ['replace ( )\nreplace a => ../a', { a: '../a' }],
  ['require (\n\ta v1.0.0\n)\nexclude b v1.0.0', {}],
])('%j replaces %j', (text, replaced) => {
  expect(Object.fromEntries(parseGoMod(`module m\n${text}\n`, 'go.mod').replaced)).toEqual(replaced);
});

test.each<[text: string, tools: string[]]>([
  ['', []],
  ['tool a/cmd/x', ['a/cmd/x']],
  ['tool (\n\ta/cmd/x\n\tb/cmd/y // why\n)', ['a/cmd/x', 'b/cmd/y']],
  ['tool (\r\n\ta/cmd/x\r\n\t// b/cmd/y\r\n)\r\n', ['a/cmd/x']],
  ['toolchain go1.26.1', []],
])('%j has the tools %j', (text, tools) => {
  expect(parseGoMod(`module m\n${text}\n`, 'go.mod').tools).toEqual(tools);
});

test.each([
  ['', 'a/go.mod:1', "there is no 'module' directive"],
  ['go 1.26.0\n', 'a/go.mod:1', "there is no 'module' directive"],
  ['// module m\n', 'a/go.mod:1', "there is no 'module' directive"],
  ['\n\nmodule\n', 'a/go.mod:3', "'module' names no path"],
  ['module // m\n', 'a/go.mod:1', "'module' names no path"],
  ['module m\ntool\n', 'a/go.mod:2', "'tool' names no package"],
  ['module m\n\nreplace a ../a\n', 'a/go.mod:3', "'replace' needs: old => new"],
  ['module m\nreplace (\n\ta => ../a\n\tb =>\n)\n', 'a/go.mod:4', "'replace' needs: old => new"],
  ['module m\nreplace => ../a\n', 'a/go.mod:2', "'replace' needs: old => new"],
  ['module m\nreplace\n', 'a/go.mod:2', "'replace' needs: old => new"],
])('%j is refused at %s', (text, where, what) => {
  expect(failureOf(() => parseGoMod(text, 'a/go.mod'))).toBe(
    `E_MANIFEST_INVALID: ${what}\n  where  ${where}\n  fix    correct the file; \`go mod edit -json\` names the same error`,
  );
});
