import { expect, test } from 'vitest';
import { buildOutputs, testOutputs } from '../../src/toolchain/targets.ts';

test('outputs lie in a folder named after the root; around other projects in one that does not hold theirs', () => {
  const places = [false, true].map((around) => ({ name: 'x', around }));
  expect(places.map(testOutputs)).toEqual([['{workspaceRoot}/dist/test/{projectRoot}'], ['{workspaceRoot}/dist/test/@x']]);
  expect(places.map(buildOutputs)).toEqual([['{workspaceRoot}/dist/{projectRoot}'], ['{workspaceRoot}/dist/@x']]);
});
