import { expect, test } from 'vitest';
import { packagesNamedIn } from '../../src/graph/package-json.ts';

test.each<[text: string, names: string[]]>([
  [
    '{"dependencies":{"a":"1"},"devDependencies":{"b":"1"},"optionalDependencies":{"c":"1"},"peerDependencies":{"d":"1"}}',
    ['a', 'b', 'c', 'd'],
  ],
  ['{"name":"x","scripts":{"a":"b"}}', []],
  ['{', []],
  ['null', []],
])('%s names %j', (text, names) => {
  expect([...packagesNamedIn(text)]).toEqual(names);
});
