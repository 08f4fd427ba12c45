import { expect, test } from 'vitest';
import { toolchainNamed, toolchains } from '../../src/toolchain/table.ts';
import { failureOf } from '../failure.ts';

test.each(toolchains.map(({ name }) => name))('finds %s by its name', (name) => {
  expect(toolchainNamed(name).name).toBe(name);
});

test('names the toolchains that there are', () => {
  expect(failureOf(() => toolchainNamed('rust'))).toBe(
    "E_OPTION_INVALID: there is no toolchain 'rust'\n  fix    use one of: proto, go-tool, go, python, typescript",
  );
});
