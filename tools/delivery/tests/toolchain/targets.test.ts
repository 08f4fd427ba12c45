import { expect, test } from 'vitest';
import { buildOutputs, outputFolder, testOutputs } from '../../src/toolchain/targets.ts';

test('outputs lie in a folder named after the root; around other projects in one that does not hold theirs', () => {
  const places = [false, true].map((around) => ({ name: 'x', around }));
  expect(places.map(testOutputs)).toEqual([['{workspaceRoot}/dist/test/{projectRoot}'], ['{workspaceRoot}/dist/test/@x']]);
  expect(places.map(buildOutputs)).toEqual([['{workspaceRoot}/dist/{projectRoot}'], ['{workspaceRoot}/dist/@x']]);
});

test.each<[outputs: string[], folder: string]>([
  [['{workspaceRoot}/dist/{projectRoot}', 'other'], 'dist/apps/x'],
  [['{projectRoot}/bin'], 'apps/x/bin'],
  [['{workspaceRoot}/dist/@x'], 'dist/@x'],
  [['{workspaceRoot}/dist/{projectName}'], 'dist/x'],
  [['dist/test/{projectRoot}'], 'dist/test/apps/x'],
])('a target with outputs %j writes to %s', (outputs, folder) => {
  expect(outputFolder(outputs, { name: 'x', root: 'apps/x' })).toBe(folder);
});
