import { expect, test } from 'vitest';
import type { TestOptions } from '../../src/toolchain/toolchain.ts';
import { typescript } from '../../src/toolchain/typescript.ts';
import { askedOf, linesOf, shownOf } from './commands.ts';
import { factsOf, targetOf } from './facts.ts';

const project = { name: 'x', root: 'tools/x' };
const TSC = 'tools/x> node:tsc --project tsconfig.json';

test.each([
  [false, ['tools/x> node:biome check --error-on-warnings', TSC]],
  [true, ['tools/x> node:biome check --error-on-warnings --write', TSC]],
])('lint, fix=%s', (fix, lines) => {
  expect(shownOf(typescript.lint?.(project, { fix }))).toEqual(lines);
});

test('lint is asked for findings', () => {
  expect(askedOf(typescript.lint?.(project, { fix: false }))).toEqual([
    'biome, sarif: tools/x> node:biome check --error-on-warnings --reporter=sarif --max-diagnostics=none',
    `tsc, tsc: ${TSC} --pretty false`,
  ]);
});

const REPORTED =
  '--reporter=default --reporter=junit --outputFile.junit=../../dist/test/x/junit.xml --coverage.enabled ' +
  '--coverage.reportsDirectory=../../dist/test/x --coverage.reporter=text-summary --coverage.reporter=cobertura';

test.each<[own: Partial<TestOptions>, line: string]>([
  [{}, `tools/x> node:vitest run ${REPORTED}`],
  [{ filter: 'is a name' }, `tools/x> node:vitest run ${REPORTED} '--testNamePattern=is a name'`],
  [{ watch: true }, `tools/x> node:vitest watch ${REPORTED}`],
  [{ args: ['--config=e2e/vitest.config.mts'] }, `tools/x> node:vitest run ${REPORTED} --config=e2e/vitest.config.mts`],
])('test, %j', (own, line) => {
  expect(linesOf(typescript.test?.(project, { outputDir: 'dist/test/x', watch: false, args: [], ...own }))).toEqual([line]);
});

test.each([
  ['lint', ['{workspaceRoot}/biome.json'], [{ env: 'DELIVERY_JUDGE' }], ['@biomejs/biome', 'typescript']],
  ['test', [], [], ['vitest', '@vitest/coverage-v8', 'vite']],
])('%s is run again when its settings, its tools or Node change', (verb, settings, judge, externalDependencies) => {
  expect(targetOf(typescript.infer(factsOf(), {}), verb)).toEqual({
    executor: `@kerp/delivery:${verb}`,
    options: { toolchain: 'typescript' },
    inputs: [
      'default',
      '^production',
      ...settings,
      '{workspaceRoot}/tsconfig.base.json',
      { runtime: 'node --version' },
      ...judge,
      { externalDependencies },
    ],
    outputs: [`{workspaceRoot}/dist/${verb}/{projectRoot}`],
    cache: true,
  });
});

test('has lint and test only', () => {
  expect(Object.keys(typescript.infer(factsOf(), {}).targets)).toEqual(['lint', 'test']);
});

test('a tool that the workspace does not name is no input: Nx would refuse every run', () => {
  const { inputs = [] } = targetOf(typescript.infer(factsOf({ absent: ['vite', '@vitest/coverage-v8'] }), {}), 'test');
  expect(inputs.at(-1)).toEqual({ externalDependencies: ['vitest'] });
});
