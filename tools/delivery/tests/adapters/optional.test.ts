import { expect, test } from 'vitest';
import { withPackage } from '../../src/adapters/optional.ts';
import { rejectionOf } from '../failure.ts';

const missing = (name: string) =>
  Promise.reject(Object.assign(new Error(`Cannot find package '${name}' imported from a.js`), { code: 'ERR_MODULE_NOT_FOUND' }));

test('what is there is loaded', async () => {
  expect(await withPackage('a', 'b', () => Promise.resolve(1))).toBe(1);
});

const required = (name: string) =>
  Promise.reject(Object.assign(new Error(`Cannot find module '${name}/dist/c.js'\nRequire stack:`), { code: 'MODULE_NOT_FOUND' }));

test.each([
  ['imported', missing],
  ['required', required],
])('a package that is not there is named with the command that installs it: %s', async (_name, load) => {
  expect(await rejectionOf(withPackage('@a/b', 'deploying', () => load('@a/b')))).toBe(
    "E_TOOL_MISSING: the package '@a/b' is not installed, and deploying needs it\n  fix    npm install --save-dev @a/b",
  );
});

test.each([
  ['what that package lacks itself', () => missing('c')],
  ['any other error', () => Promise.reject(new Error('broken'))],
])('%s stays a bug', async (_name, load) => {
  await expect(withPackage('@a/b', 'deploying', load)).rejects.not.toHaveProperty('detail');
});
