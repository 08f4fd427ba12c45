import { expect, test } from 'vitest';
import { helmLint, notRendered, variantsOf } from '../../../src/check/kubernetes/render.ts';
import { linesOf } from '../../toolchain/commands.ts';

const commandsOf = (...args: Parameters<typeof variantsOf>) => linesOf(variantsOf(...args).map(({ command }) => command));

test('an overlay is rendered once, a chart with each file of values', () => {
  expect(commandsOf({ kind: 'kustomize', root: 'o/prod' }, ['kustomization.yaml'])).toEqual(['.> go-tool:kustomize build o/prod']);
  expect(commandsOf({ kind: 'helm', root: 'c' }, ['Chart.yaml', 'values.yaml', 'values-prod.yaml', 'values-dev.yaml'])).toEqual([
    '.> go-tool:helm template release c',
    '.> go-tool:helm template release c --values=c/values-dev.yaml',
    '.> go-tool:helm template release c --values=c/values-prod.yaml',
  ]);
});

test('helm lint: errors and warnings at the place that they name, not its advice', () => {
  const text = `==> Linting c
[INFO] Chart.yaml: icon is recommended
[ERROR] templates/: parse error at (kerp/templates/worker.yaml:12): unexpected "}"
[WARNING] values.yaml: file does not exist

Error: 1 chart(s) linted, 1 chart(s) failed`;
  expect(helmLint(text, 'c').map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    'c/templates/worker.yaml:12 templates/: parse error at (kerp/templates/worker.yaml:12): unexpected "}"',
    'c/Chart.yaml:1 values.yaml: file does not exist',
  ]);
});

const FILES = ['o/prod/kustomization.yaml', 'o/prod/namespace.yaml', 'base/worker.yaml'];

test.each<[kind: 'helm' | 'kustomize', root: string, stderr: string, place: string]>([
  ['helm', 'c', 'Error: execution error at (kerp/templates/a.yaml:7:3): no', 'c/templates/a.yaml:7'],
  ['helm', 'c', 'Error: YAML parse error on kerp/charts/redis/templates/a.yaml: no', 'c/charts/redis/templates/a.yaml:1'],
  ['helm', 'c', 'Error: no', 'c/Chart.yaml:1'],
  ['kustomize', 'o/prod', "Error: accumulating resources from 'base/worker.yaml': yaml: line 9: no", 'base/worker.yaml:9'],
  ['kustomize', 'o/prod', "Error: 'nowhere.yaml' doesn't exist", 'o/prod/kustomization.yaml:1'],
  ['kustomize', 'o/prod', '', 'o/prod/kustomization.yaml:1'],
])('%s in %s: %j is shown at %s', (kind, root, stderr, place) => {
  const { file, line } = notRendered({ kind, root }, stderr, FILES);
  expect(`${file}:${line}`).toBe(place);
});
