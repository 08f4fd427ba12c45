import { constants, copyFile, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gitClone } from '../adapters/git.ts';
import { DeliveryError } from '../errors.ts';
import type { Job } from '../executor.ts';
import type { Git } from '../ports.ts';
import type { Check, Skip } from '../toolchain/check.ts';
import { baseCommit } from './base.ts';

/** Has gitleaks look at the working tree and at what the change has committed: what was taken back since is still in the history. */
export async function secretChecks(job: Job, act: (checks: readonly (Check | Skip)[]) => Promise<void>): Promise<void> {
  const { workspaceRoot, process: runner, context } = job;
  const git = gitClone(runner);
  const copy = await mkdtemp(path.join(tmpdir(), 'delivery-secrets-'));
  try {
    await copyFiles(workspaceRoot, await git.files(['.']), copy);
    const commits = await commitsCheck(git, context.nxJsonConfiguration.defaultBase ?? 'main');
    await act([gitleaks('gitleaks', ['dir', '.'], path.relative(workspaceRoot, copy)), commits]);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** gitleaks knows no .gitignore: it gets what git tracks or would track, and nothing else. */
async function copyFiles(workspaceRoot: string, files: readonly string[], copy: string): Promise<void> {
  for (const file of files) {
    const from = path.join(workspaceRoot, file);
    const found = await lstat(from).catch(() => undefined);
    if (!found?.isFile()) continue;
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await copyFile(from, path.join(copy, file), constants.COPYFILE_FICLONE);
  }
}

async function commitsCheck(git: Git, defaultBranch: string): Promise<Check | Skip> {
  const tool = 'gitleaks-commits';
  try {
    const base = await baseCommit(git, process.env, defaultBranch);
    // gitleaks itself finds nothing, and says that all is well, where git does not know the range.
    return gitleaks(tool, ['git', `--log-opts=${base === undefined ? 'HEAD' : `${base}..HEAD`}`, '.'], '.');
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { tool, reason: `the commits of the change are not known: ${error.detail.what}`, remedy: error.detail.fix };
  }
}

/** Names in the answer are those of the workspace, also where a copy of it is looked at. */
function gitleaks(tool: string, what: readonly string[], cwd: string): Check {
  const [verb = '', ...rest] = what;
  return {
    tool,
    command: {
      title: tool,
      origin: 'go-tool',
      program: 'gitleaks',
      args: [verb, '--no-banner', '--no-color', '--log-level=error', '--report-format=json', '--report-path=-', '--exit-code=0', ...rest],
      cwd,
    },
    format: 'gitleaks',
    base: '.',
    answers: [0],
    speaksOnlyOfErrors: true,
    blocks: 'LOW',
    about: '.',
  };
}
