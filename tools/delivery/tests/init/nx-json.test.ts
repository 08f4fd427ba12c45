import { expect, test } from 'vitest';
import { withPlugin } from '../../src/init/nx-json.ts';
import { failureOf } from '../failure.ts';

test.each<[name: string, before: string | undefined, after: string]>([
  ['no nx.json', undefined, '{\n  "$schema": "./node_modules/nx/schemas/nx-schema.json",\n  "plugins": ["@kerp/delivery"]\n}\n'],
  ['an empty object', '{}', '{"plugins": ["@kerp/delivery"]}'],
  [
    'no plugins',
    '{\n  "targetDefaults": { "test": { "cache": true } }\n}\n',
    '{\n  "targetDefaults": { "test": { "cache": true } },\n  "plugins": ["@kerp/delivery"]\n}\n',
  ],
  ['an empty list', '{\n  "plugins": []\n}\n', '{\n  "plugins": ["@kerp/delivery"]\n}\n'],
  [
    'other plugins',
    '{\n\t"plugins": [\n\t\t"@nx/js",\n\t\t{ "plugin": "@nx/vite", "options": {} }\n\t]\n}\n',
    '{\n\t"plugins": [\n\t\t"@nx/js",\n\t\t{ "plugin": "@nx/vite", "options": {} },\n\t\t"@kerp/delivery"\n\t]\n}\n',
  ],
  ['a list on one line', '{ "plugins": ["@nx/js"], "parallel": 1 }', '{ "plugins": ["@nx/js", "@kerp/delivery"], "parallel": 1 }'],
  [
    'a comment behind the last one',
    '{\n  // why\n  "plugins": [\n    "@nx/js" // js\n  ]\n}\n',
    '{\n  // why\n  "plugins": [\n    "@nx/js", // js\n    "@kerp/delivery"\n  ]\n}\n',
  ],
  [
    'a comma at the end',
    '{\n  "plugins": [\n    "@nx/js", // js\n  ],\n}\n',
    '{\n  "plugins": [\n    "@nx/js", // js\n    "@kerp/delivery"\n  ],\n}\n',
  ],
  [
    'a comment that would swallow it',
    '{\n  "plugins": ["@nx/js" // js\n  ]\n}\n',
    '{\n  "plugins": ["@nx/js", "@kerp/delivery" // js\n  ]\n}\n',
  ],
  ['lines of Windows', '{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "plugins": ["@kerp/delivery"]\r\n}\r\n'],
])('%s', (_name, before, after) => {
  expect(withPlugin(before)).toBe(after);
  expect(withPlugin(after)).toBe(after);
});

test('an entry with options is kept as it is', () => {
  const text = '{\n  "plugins": [{ "plugin": "@kerp/delivery", "options": { "imageNamespace": "x" } }, "@nx/js"],\n}';
  expect(withPlugin(text)).toBe(text);
});

test.each<[text: string, what: string, where: string]>([
  ['', 'value expected', 'nx.json:1:1'],
  ['{\n  "a": 1\n  "b": 2\n}', 'comma expected', 'nx.json:3:3'],
  ['{\n  "plugins": [', 'close bracket expected', 'nx.json:2:15'],
  ['[]', 'an object is expected', 'nx.json:1:1'],
  ['{\n  "plugins": "@nx/js"\n}', "'plugins' is no list", 'nx.json:2:14'],
])('%j is named with its place', (text, what, where) => {
  const fix = 'correct the file, then run the same command again';
  expect(failureOf(() => withPlugin(text))).toBe(`E_MANIFEST_INVALID: ${what}\n  where  ${where}\n  fix    ${fix}`);
});
