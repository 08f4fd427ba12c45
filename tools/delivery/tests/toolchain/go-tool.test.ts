import { expect, test } from 'vitest';
import { goTool } from '../../src/toolchain/go-tool.ts';
import type { ProjectFacts } from '../../src/toolchain/toolchain.ts';
import { linesOf } from './commands.ts';
import { factsOf, targetOf } from './facts.ts';

test.each([
  ['module t\n\ntool example.com/cmd/x\n', true],
  ['module t\n\ntool (\n\texample.com/cmd/x\n)\n', true],
  ['module t\n', false],
  ['module t\n\n// tool example.com/cmd/x\n', false],
  ['module t\n\ntoolchain go1.26.0\n', false],
])('%j is a tool module: %s', (goMod, is) => {
  expect(goTool.recognises?.(goMod, () => false)).toBe(is);
});

test('a module with code is no tool module, whatever it pins', () => {
  expect(goTool.recognises?.('module t\n\ntool example.com/cmd/x\n', () => true)).toBe(false);
});

test('build makes every tool of the module', () => {
  const contents = { marker: '', mains: [], sources: ['tools/bin/x'] };
  const platform = { os: 'linux', arch: 'amd64' } as const;
  const commands = goTool.build?.({ name: 'x', root: 'tools/bin/x' }, { outputDir: 'dist/.tmp/f', platform, source: '1', contents });
  expect(linesOf(commands)).toEqual(['tools/bin/x> GOWORK=off path:go build -trimpath -buildvcs=false -o=../../../dist/.tmp/f/ tool']);
});

test('has a build only, which depends on the module files and Go', () => {
  const inferred = goTool.infer(factsOf(), {});
  expect(Object.keys(inferred.targets)).toEqual(['build']);
  expect(targetOf(inferred, 'build')).toMatchObject({
    options: { toolchain: 'go-tool' },
    inputs: expect.arrayContaining(['{projectRoot}/go.mod', '{projectRoot}/go.sum', { runtime: 'go version || echo go is missing' }]),
    outputs: ['{projectRoot}/bin'],
    cache: true,
  });
});

test('the module of osv-scanner keeps the vulnerability databases, anew each time', () => {
  const goTools: ProjectFacts['goTools'] = new Map([['osv-scanner', { project: 'x', root: 'apps/x' }]]);
  expect(targetOf(goTool.infer({ ...factsOf(), goTools }, {}), 'database')).toEqual({
    executor: '@kerp/delivery:database',
    outputs: ['{workspaceRoot}/dist/database'],
  });
  expect(goTool.infer(factsOf({ goTools: ['osv-scanner'] }), {}).targets).not.toHaveProperty('database');
});
