import { expect, test } from 'vitest';
import { type Comparison, formatComparisons } from '../src/tables.ts';

const kustomize: Comparison = {
  language: 'go',
  name: 'kustomize 12f9e639',
  projects: 48,
  edges: 56,
  withKinds: { precision: 1, recall: 0.99999 },
  scores: new Map([
    ['ours', { precision: 1, recall: 1, milliseconds: 123 }],
    ['@nx-go/nx-go', { failure: 'two projects have one name' }],
    ['@nx-go/nx-go, named', { precision: undefined, recall: 0, milliseconds: 1500 }],
    ['turbo, Go', { failure: 'there is no go.work' }],
  ]),
  missing: 0,
  unlikeNx: 0,
};

test('one row for a checkout, and the causes of what is not there below', () => {
  const failing: Comparison = {
    ...kustomize,
    name: 'etcd',
    scores: new Map([
      ['ours', { failure: 'go.mod:1: no' }],
      ['turbo, Go', { failure: 'there is no go.work' }],
    ]),
  };
  expect(formatComparisons('go', [kustomize, { ...kustomize, language: 'python' }, failing])).toBe(
    [
      '| Go                 | modules | edges |                 ours |    with kinds | @nx-go/nx-go | @nx-go/nx-go, named |    turbo |',
      '| ------------------ | ------: | ----: | -------------------: | ------------: | -----------: | ------------------: | -------: |',
      '| kustomize 12f9e639 |      48 |    56 | 1.000 / 1.000 0.12 s | 1.000 / 0.999 |     none [1] |    - / 0.000 1.50 s | none [2] |',
      '| etcd               |      48 |    56 |             none [3] |               |              |                     | none [2] |',
      '',
      '[1] two projects have one name',
      '[2] there is no go.work',
      '[3] go.mod:1: no',
    ].join('\n'),
  );
});

test('projects that we miss and edges that only Nx shows, or does not show, are counted beside ours', () => {
  expect(formatComparisons('go', [{ ...kustomize, unlikeNx: 2 }])).toContain('| 1.000 / 1.000 0.12 s (2 unlike nx graph) |');
  expect(formatComparisons('go', [{ ...kustomize, missing: 1 }])).toContain('| 1.000 / 1.000 0.12 s (1 projects missing) |');
});
