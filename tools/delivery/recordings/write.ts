import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceAt } from '../e2e/workspace.ts';
import { isRunning, ROOT, stopCluster } from '../e2e-cluster/cluster.ts';
import { emptyEnvironment } from './cluster/setup.ts';
import { formatPage } from './page.ts';
import { perform } from './perform.ts';
import { checkBefore, clone, freshClone, succeed } from './stage.ts';
import type { Recorded, Story } from './step.ts';
import { CHANGED, lifeOfAChange } from './stories/life-of-a-change.ts';
import { CLONE, newcomer } from './stories/newcomer.ts';

/**
 * Writes a page anew from a run on a cluster, whose local environment is emptied: node write.ts STORY [--no-cluster]
 * Without a cluster the page ends where it would begin to need one, and says so.
 */
const { values, positionals } = parseArgs({
  options: { cluster: { type: 'boolean', default: true } },
  allowNegative: true,
  allowPositionals: true,
});
const onCluster = values.cluster;
const possible = ({ steps }: Story) => steps.filter(({ cluster = false }) => onCluster || !cluster);

const RECORD: Readonly<Record<string, () => Promise<Recorded[]>>> = {
  'life-of-a-change': async () => {
    const { workspace, remove } = await clone();
    try {
      await checkBefore(workspace, CHANGED);
      if (onCluster) await succeed(workspace.run('make', 'pipeline', 'BASE=main'));
      return await perform(possible(lifeOfAChange), workspace, console.error);
    } finally {
      await remove();
    }
  },
  newcomer: async () => {
    const { around, inside, remove } = await freshClone();
    try {
      const cloned = await perform([CLONE], around, console.error);
      return [...cloned, ...(await perform(possible(newcomer), inside, console.error))];
    } finally {
      await remove();
    }
  },
};
/** Times mean nothing without it. */
function machine(): string {
  return `, on ${availableParallelism()} processors with a load of ${loadavg()[0]?.toFixed(1)} at the end`;
}

const STORIES: Readonly<Record<string, Story>> = { 'life-of-a-change': lifeOfAChange, newcomer };

const [name = ''] = positionals;
const [record, story] = [RECORD[name], STORIES[name]];
if (record === undefined || story === undefined) throw new Error(`node write.ts ${Object.keys(STORIES).join('|')}`);
if (onCluster) await succeed(workspaceAt(ROOT).nx('run', 'local-cluster:build'));
const ran = onCluster && (await isRunning());
if (ran) await emptyEnvironment();
try {
  await writeFile(path.join(ROOT, story.file), formatPage(story, await record(), machine()));
} finally {
  if (onCluster && !ran) await stopCluster();
}
