import { gitClone } from '../../adapters/git.ts';
import { readBranches } from '../../deploy/prepare.ts';
import { BRANCHES_FILE, type Branch } from '../../deploy/settings.ts';
import { DeliveryError } from '../../errors.ts';
import { executor } from '../../executor.ts';
import type { Git } from '../../ports.ts';
import { nx } from '../nx.ts';
import { policyOf } from './destination.ts';

interface Options {
  readonly dryRun?: boolean;
}

/**
 * Gives the commit that is checked out its version: a tag, and what is new in it in dist/CHANGELOG.md. How it is counted, the branch says.
 * A commit that has a version keeps it.
 */
export default executor<Options>(async ({ dryRun }, job) => {
  const git = gitClone(job.process);
  const counted = await countedOn(await git.branch(), await readBranches(job.workspaceRoot));
  const there = await git.versions();
  if (there.length > 0) return console.log(`this commit is ${there.join(', ')}`);
  await refuseUnfit(git);
  const args = ['release', ...(counted === 'patch' ? ['patch'] : []), '--skip-publish', ...(dryRun ? ['--dry-run'] : [])];
  const { exitCode, stdout, stderr } = await job.process.capture(nx(args, { NO_COLOR: '1', FORCE_COLOR: '0' }));
  const told = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !OF_ONE_PROJECT.test(line));
  if (exitCode !== 0) throw failed(told);
  for (const line of told) console.log(line);
});

/** All projects have the same version: that Nx says so of each is no news. */
const OF_ONE_PROJECT = / (?:🔄|❓) |Running release version for project/u;

function failed(told: readonly string[]): DeliveryError {
  const taken = told.map((line) => /tag '(.+)' already exists/.exec(line)?.[1]).find((tag) => tag !== undefined);
  if (taken === undefined)
    return new DeliveryError('E_COMMAND_FAILED', { what: told.join('\n'), where: 'nx release', fix: 'what it says' });
  return new DeliveryError('E_VERSION_TAKEN', {
    what: `the next version would be ${taken}, which another branch has`,
    fix: `merge it into this one, then make the version after it: git merge ${taken}`,
  });
}

/** @throws E_OPTION_INVALID where no versions are made. */
async function countedOn(branch: string | undefined, branches: readonly Branch[]): Promise<NonNullable<Branch['versions']>> {
  const counted = branch === undefined ? undefined : policyOf(branch, branches).versions;
  if (counted !== undefined) return counted;
  const others = branches.flatMap(({ pattern, versions }) => (versions === undefined ? [] : [pattern]));
  throw new DeliveryError('E_OPTION_INVALID', {
    what:
      branch === undefined ? 'no branch is checked out, and the branch says how versions are counted' : `no versions are made on ${branch}`,
    where: BRANCHES_FILE,
    fix: `git switch <branch>, one of: ${others.join(', ')}`,
  });
}

/** @throws E_RELEASE, E_CLONE_SHALLOW */
async function refuseUnfit(git: Git): Promise<void> {
  if (await git.isShallow())
    throw new DeliveryError('E_CLONE_SHALLOW', {
      what: 'this shallow clone may lack the last version and the commits since',
      fix: 'git fetch --unshallow --tags; in a workflow: fetch-depth: 0',
    });
  const { revision } = await git.origin(['.']);
  if (revision.endsWith('-dirty'))
    throw new DeliveryError('E_RELEASE', {
      what: 'changes that are not committed would be in no version',
      fix: 'git commit, or git stash',
    });
}
