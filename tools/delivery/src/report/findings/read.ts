import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from 'sarif';
import { VERBS, type Verb } from '../../check/sarif/contract.ts';
import type { Run } from '../run.ts';
import { type Check, type CheckResults, resultsOf } from './finding.ts';

/** Where the verbs leave one file for each tool, relative to the workspace root. */
const FILES = `dist/{${VERBS}}/**/*.sarif`;

/**
 * What the tools said in this run. Files of projects that the run did not check are left from an earlier one and are not
 * read. A check that left nothing, or what cannot be read, has failed.
 */
export async function readResults(workspaceRoot: string, { tasks, projects }: Run): Promise<CheckResults[]> {
  const names = new Map(projects.map(({ root, name }) => [root, name]));
  const checked = tasks.filter(({ target, status }) => isVerb(target) && status !== 'skipped');
  const ids = new Set(checked.map(({ project, target }) => `${project}:${target}`));
  const files = (await Array.fromAsync(glob(FILES, { cwd: workspaceRoot }))).sort();
  const all = await Promise.all(files.map((file) => readOne(workspaceRoot, file, names)));
  return all.filter(({ check }) => ids.has(`${check.project}:${check.verb}`));
}

async function readOne(workspaceRoot: string, file: string, names: ReadonlyMap<string, string>): Promise<CheckResults> {
  try {
    return resultsOf(JSON.parse(await readFile(path.join(workspaceRoot, file), 'utf8')) as Log);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return unreadable(file, error.message, names);
  }
}

/** The folder says which check it was: dist/VERB/PROJECT_ROOT/TOOL.sarif, or dist/VERB/@PROJECT/TOOL.sarif around other projects. */
function unreadable(file: string, reason: string, names: ReadonlyMap<string, string>): CheckResults {
  const [, verb = 'lint', ...rest] = file.split('/');
  const tool = path.basename(rest.pop() ?? '', '.sarif');
  const folder = rest.join('/');
  const project = folder.startsWith('@') ? folder.slice(1) : (names.get(folder) ?? folder);
  const check: Check = {
    project,
    verb: verb as Verb,
    tool,
    state: 'failed',
    reason: `${file} cannot be read: ${reason}`,
    remedy: `npx nx run ${project}:${verb} --skip-nx-cache`,
    seconds: 0,
  };
  return { check, findings: [], run: { tool: { driver: { name: tool } } } };
}

function isVerb(target: string): target is Verb {
  return (VERBS as readonly string[]).includes(target);
}
