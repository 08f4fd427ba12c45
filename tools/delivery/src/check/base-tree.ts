import { readFileSync } from 'node:fs';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { DeliveryError } from '../errors.ts';
import { baseCommit } from './base.ts';

/** Nx runs this for an input: it prints the hash of a folder's content at the base of the change, or why there is none. */
const [folder = '.'] = process.argv.slice(2);
const workspaceRoot = process.cwd();
const { defaultBase = 'main' } = JSON.parse(readFileSync('nx.json', 'utf8')) as { defaultBase?: string };
const git = gitClone(processRunner(workspaceRoot, workspaceTools(workspaceRoot, [])));
try {
  const commit = await baseCommit(git, process.env, defaultBase);
  console.log(commit === undefined ? 'no common history' : ((await git.tree(commit, folder)) ?? 'not there'));
} catch (error) {
  if (!(error instanceof DeliveryError)) throw error;
  // In CI a check without its base fails, elsewhere it is left out: the two are different results.
  console.log(error.code, process.env['CI'] ?? '');
}
