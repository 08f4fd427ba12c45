import { parseArgs } from 'node:util';
import { gitChanges } from '../adapters/changes.ts';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { runAffected } from './affected.ts';
import { changeBase, nameOf } from './base.ts';
import { conclude } from './conclude.ts';
import { main } from './entry.ts';
import { defaultBranch, readGreen } from './green.ts';
import { CHECK_TARGETS, JUDGE } from './judge.ts';
import { show } from './publish.ts';

const COMMAND = 'make check';

const workspaceRoot = process.cwd();

/** Checks what a change touches and says what is new. @returns the exit code. */
async function check(): Promise<number> {
  const { values } = parseArgs({ options: { base: { type: 'string' }, projects: { type: 'string' } } });
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const git = gitClone(runner);
  const changes = gitChanges(runner);
  const base = await changeBase(git, await readGreen(workspaceRoot), await defaultBranch(workspaceRoot), {
    asked: values.base,
    command: COMMAND,
  });
  console.log(`Compared with ${nameOf(base)}`);
  const env = { ...JUDGE, ...(base.commit === undefined ? {} : { NX_BASE: base.commit }) };
  const options = { workspaceRoot, targets: CHECK_TARGETS, projects: values.projects?.split(','), env, command: COMMAND };
  const done = await runAffected(base, options, runner);
  if (done === undefined) return 1;
  const { report, results } = await conclude({ workspaceRoot, ...done, base, judged: true, images: [] }, git, changes);
  await show(workspaceRoot, { report, results, base: base.commit }, changes);
  return report.success ? 0 : 1;
}

await main(check);
