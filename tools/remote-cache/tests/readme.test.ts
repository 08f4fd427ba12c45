import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const table = /\n## Attacks\n(.+?)\n## /s.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
const rows = [...table.matchAll(/^\| (?<attack>.+?) \| (?<answer>.+?) \| `(?<file>[\w./-]+)`: (?<title>.+?) \|$/gm)].map(
  ({ groups }) => groups,
);

test('every line of the table names a test', () => {
  const lines = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'));
  expect(rows.length).toBe(lines.length);
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('$attack: $file has "$title"', ({ file = '', title = '' } = {}) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  expect(text).toContain(`'${title}'`);
});
