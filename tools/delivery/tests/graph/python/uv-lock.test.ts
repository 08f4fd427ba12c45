import { expect, test } from 'vitest';
import { exportedPart, lockedPart, parseUvLock } from '../../../src/graph/python/uv-lock.ts';

const LOCK = parseUvLock(
  `
version = 1
[manifest.dependency-groups]
lint = [{ name = "Ruff" }, { name = "bandit", extras = ["sarif"] }]
[[package]]
name = "app"
version = "0.0.0"
source = { editable = "apps/app" }
dependencies = [{ name = "lib" }, { name = "grpcio", marker = "sys_platform != 'win32'" }]
[[package]]
name = "lib"
version = "0.0.0"
source = { virtual = "libs/lib" }
dependencies = [{ name = "pydantic", extra = ["email"] }]
[[package]]
name = "pydantic"
version = "2.14.1"
source = { registry = "https://index.example/simple" }
dependencies = [{ name = "pydantic" }]
[package.optional-dependencies]
email = [{ name = "email-validator" }]
dotenv = [{ name = "python-dotenv" }]
[[package]]
name = "email-validator"
version = "2.3.0"
source = { registry = "https://index.example/simple" }
[[package]]
name = "grpcio"
version = "1.85.1"
source = { registry = "https://index.example/simple" }
[[package]]
name = "grpcio"
version = "1.80.0"
source = { registry = "https://index.example/simple" }
[[package]]
name = "forked"
version = "1.0.0"
source = { git = "https://forge.example/forked#0123" }
[[package]]
name = "uses-fork"
version = "1.0.0"
source = { registry = "https://index.example/simple" }
dependencies = [{ name = "forked" }]
[[package]]
name = "ruff"
version = "0.17.6"
source = { registry = "https://index.example/simple" }
[[package]]
name = "bandit"
version = "1.9.4"
source = { registry = "https://index.example/simple" }
[package.optional-dependencies]
sarif = [{ name = "sarif-om" }]
[[package]]
name = "sarif-om"
version = "1.0.4"
source = { registry = "https://index.example/simple" }
`,
  'uv.lock',
);

test.each<[name: string, wanted: string, part: string[] | undefined]>([
  [
    'through the workspace, with the extras that are asked for and every version, without the workspace itself',
    'app',
    ['email-validator==2.3.0', 'grpcio==1.80.0', 'grpcio==1.85.1', 'pydantic==2.14.1'],
  ],
  ['one package', 'ruff', ['ruff==0.17.6']],
  ['nothing that is locked', 'absent', []],
  ['a package whose version does not say what it is', 'uses-fork', undefined],
])('%s', (_name, wanted, part) => {
  const found = lockedPart(LOCK, [{ name: wanted }]);
  expect(found && [...found].sort()).toEqual(part);
});

test('a group of the workspace', () => {
  expect([...(lockedPart(LOCK, LOCK.groups.get('lint') ?? []) ?? [])].sort()).toEqual(['bandit==1.9.4', 'ruff==0.17.6', 'sarif-om==1.0.4']);
});

test('what an exported lock holds', () => {
  const text = 'Grpcio==1.85.1 ; sys_platform != "win32" \\\n    --hash=sha256:0 \\\n    # via app\npydantic_core==2.1.0\\\n';
  expect([...exportedPart(text)]).toEqual(['grpcio==1.85.1', 'pydantic-core==2.1.0']);
});
