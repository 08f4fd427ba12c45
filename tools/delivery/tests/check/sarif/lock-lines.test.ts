import { expect, test } from 'vitest';
import { lineOfPackage } from '../../../src/check/sarif/lock-lines.ts';

const GO_MOD =
  'module x\n\ngo 1.26.0\n\nrequire github.com/a/b v1.0.0\n\nrequire (\n\tgithub.com/a/b/v2 v2.1.0 // indirect\n\tgithub.com/a.b/c v0.1.0\n)\n';
const UV = '[[package]]\nname = "grpcio"\nversion = "1.85.1"\n\n[[package]]\nname = "grpcio"\nversion = "1.86.0"\n';
const REQUIREMENTS = 'grpcio==1.85.1 \\\n    --hash=sha256:1\ngrpcio-tools==1.85.1\n';
const NPM = `{
  "packages": {
    "node_modules/execa": {
      "version": "9.0.0"
    },
    "node_modules/a/node_modules/execa": {
      "version": "10.2.1"
    },
    "node_modules/@kerp/x": {
      "version": "1.0.0"
    }
  }
}`;

test.each<[file: string, text: string, name: string, version: string, line: number]>([
  ['apps/x/go.mod', GO_MOD, 'github.com/a/b', 'v1.0.0', 5],
  ['apps/x/go.mod', GO_MOD, 'github.com/a/b/v2', 'v2.1.0', 8],
  ['apps/x/go.mod', GO_MOD, 'github.com/a.b/c', 'v0.1.0', 9],
  ['apps/x/go.mod', GO_MOD, 'stdlib', 'v1.26.0', 3],
  ['apps/x/go.mod', GO_MOD, 'github.com/axb/c', 'v0.1.0', 1],
  ['uv.lock', UV, 'grpcio', '1.85.1', 2],
  ['uv.lock', UV, 'grpcio', '1.86.0', 6],
  ['apps/x/requirements.lock', REQUIREMENTS, 'grpcio-tools', '1.85.1', 3],
  ['apps/x/requirements.lock', REQUIREMENTS, 'grpcio', '1.85.1', 1],
  ['package-lock.json', NPM, 'execa', '9.0.0', 3],
  ['package-lock.json', NPM, 'execa', '10.2.1', 6],
  ['package-lock.json', NPM, '@kerp/x', '1.0.0', 9],
  ['package-lock.json', '', 'execa', '1.0.0', 1],
])('in %s', (file, text, name, version, line) => {
  expect(lineOfPackage(file, text, name, version)).toBe(line);
});
