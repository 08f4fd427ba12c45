import { expect, test } from 'vitest';
import { chartIn } from '../../../src/graph/kubernetes/chart.ts';

test.each<[name: string, document: unknown, dependencies: string[]]>([
  [
    'charts of the same repository',
    {
      dependencies: [
        { name: 'a', repository: 'file://../a' },
        { name: 'b', repository: 'file://charts/b' },
      ],
    },
    ['../a', 'charts/b'],
  ],
  [
    'charts of elsewhere',
    { dependencies: [{ name: 'a', repository: 'https://example.com' }, { name: 'b', repository: 'oci://example.com/b' }, { name: 'c' }] },
    [],
  ],
  ['none', { name: 'a' }, []],
  ['something else', ['a'], []],
  ['nothing', undefined, []],
])('%s', (_name, document, dependencies) => {
  expect(chartIn(document)).toEqual({ dependencies });
});
