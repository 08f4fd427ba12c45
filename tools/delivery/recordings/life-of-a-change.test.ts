import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectPage } from './compare.ts';
import { perform } from './perform.ts';
import { checkBefore, clone } from './stage.ts';
import { CHANGED, lifeOfAChange } from './stories/life-of-a-change.ts';

test('the page says what the steps say that take no cluster', async () => {
  const { workspace, remove } = await clone();
  onTestFinished(remove);
  await checkBefore(workspace, CHANGED);
  const steps = lifeOfAChange.steps.filter(({ cluster = false }) => !cluster);
  await expectPage(lifeOfAChange, await perform(steps, workspace));
});

test('the page is short, and what checks print fits 80 columns', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../..', lifeOfAChange.file), 'utf8');
  expect(page.split('\n').length).toBeLessThanOrEqual(180);
  // Addresses and digests of a deploy are what they are.
  const [checks = ''] = page.split('\n## Deploy\n');
  const blocks = checks.matchAll(/^```console\n([\s\S]*?)^```$/gm);
  for (const [, block = ''] of blocks) for (const line of block.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
});
