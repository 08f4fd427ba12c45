import { parseArgs } from 'node:util';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { SLOW, touchedBy } from './affected.ts';
import { changeBase } from './base.ts';
import { main } from './entry.ts';
import { defaultBranch, readGreen } from './green.ts';
import { nx } from './nx.ts';

const workspaceRoot = process.cwd();

/** Repairs what tools can repair in what a change touches, then brings what is written from the graph up to date. @returns the exit code. */
async function fix(): Promise<number> {
  const { values } = parseArgs({ options: { base: { type: 'string' } } });
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const base = await changeBase(gitClone(runner), await readGreen(workspaceRoot), await defaultBranch(workspaceRoot), {
    asked: values.base,
    command: 'make fix',
  });
  console.log(`Compared with ${base.reason}`);
  const lint = await runner.stream(nx([...touchedBy(base), '--targets=lint', `--exclude=${SLOW}`, '--outputStyle=static', '--fix']));
  const sync = await runner.stream(nx(['sync']));
  if (lint.exitCode !== 0) console.log('What is left needs a hand: make check lists it');
  return lint.exitCode || sync.exitCode;
}

await main(fix);
