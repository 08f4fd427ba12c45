import { expect, test } from 'vitest';
import { formatPage, saidBy, stable } from './page.ts';
import type { Recorded, Story } from './step.ts';

const steps: Recorded[] = [
  { text: '## A commit', commands: ['git commit --quiet'], output: '', milliseconds: 20 },
  { text: 'Then:', commands: ['cd kerp', 'make check'], output: 'well\nand good', milliseconds: 61_000 },
];
const story: Story = { file: 'docs/story.md', title: 'Story', introduction: 'Once.', steps };

const PAGE = `# Story

Once.

## A commit

\`\`\`console
$ git commit --quiet
\`\`\`

Then:

\`\`\`console
$ cd kerp
$ make check
well
and good
\`\`\`
`;

test('a page has each command with what it printed', () => {
  expect(formatPage(story, steps)).toBe(PAGE);
});

test('and how long each took', () => {
  const page = formatPage({ ...story, timed: true }, steps);
  expect(page).toContain('$ git commit --quiet\n(20ms)\n```');
  expect(page).toContain('well\nand good\n(1m 01s)\n```\n\n1m 01s in all.\n');
  expect(formatPage({ ...story, timed: true }, steps, ', on a laptop')).toContain('\n1m 01s in all, on a laptop.\n');
});

test('a page that ends before the cluster says so', () => {
  const whole = { ...story, steps: [...steps, { text: 'Then:', commands: ['make deploy'], cluster: true }] };
  expect(formatPage(whole, steps)).toBe(`${PAGE}\nWhat comes next takes a cluster, and was not recorded.\n`);
  expect(formatPage(whole, [...steps, { ...whole.steps[2], output: '', milliseconds: 1 } as Recorded])).not.toContain('not recorded');
});

test('what a page says of a step is found by its commands', () => {
  expect(steps.map((step) => saidBy(PAGE, step))).toEqual(['', 'well\nand good']);
  expect(() => saidBy(PAGE, { text: '', commands: ['make'] })).toThrow('the page has no $ make');
});

test('two runs of the same are the same', () => {
  const first = 'api-server  1.2s  cached\n12 tests, 5.1 MB, 2026-11-28T08:00:00Z, sha256:0123456789abcdef, 1m 02s';
  const second = 'api-server  340ms  cached\n9 tests, 912 kB, 2026-11-29T08:00:00.123Z, sha256:fedcba9876543210, 59.9s';
  expect(stable(first)).toBe(stable(second));
  expect(stable('api-server cached')).not.toBe(stable('api-server failed'));
});
