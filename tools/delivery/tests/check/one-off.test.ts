import { expect, test } from 'vitest';
import { oneOff } from '../../src/check/one-off.ts';
import { ONE_OFF_VARIABLE } from '../../src/toolchain/targets.ts';

test.each(['--fix', '--fix=true', '--watch', '--watch=true'])('nx run x:lint %s is not taken from the cache', (option) => {
  const first = oneOff(['nx', 'run', 'x:lint', option]);
  expect(first[ONE_OFF_VARIABLE]).toMatch(/^[0-9a-f-]{36}$/);
  expect(oneOff(['nx', 'run', 'x:lint', option])).not.toEqual(first);
});

test.each(['--fix=false', '--no-fix', '--watch=false', '--fixture', '--filter=--fix'])('%s changes nothing', (option) => {
  expect(oneOff(['nx', 'run', 'x:lint', option])).toEqual({});
});
