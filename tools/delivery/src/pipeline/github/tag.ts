import { gitClone } from '../../adapters/git.ts';
import { gitHub } from '../../adapters/github.ts';
import { processRunner } from '../../adapters/process.ts';
import { workspaceTools } from '../../adapters/tools.ts';
import { readBranches } from '../../deploy/prepare.ts';
import { main } from '../entry.ts';
import { nx } from '../nx.ts';
import { policyOf } from './destination.ts';
import { writeSummary } from './outputs.ts';

/** Who makes a tag: git asks for a name, and a runner has none. */
const BOT = {
  GIT_COMMITTER_NAME: 'github-actions[bot]',
  GIT_COMMITTER_EMAIL: '41898282+github-actions[bot]@users.noreply.github.com',
};

const workspaceRoot = process.cwd();

/**
 * Gives the commit of a push its version, where its branch has any, and hands the tag to GitHub. Through the API, so that no token lies
 * in the clone; a tag that this makes starts no workflow.
 */
await main(async () => {
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const git = gitClone(runner);
  const branch = (await git.branch()) ?? '';
  if (policyOf(branch, await readBranches(workspaceRoot)).versions === undefined) return said(`no versions are made on ${branch}`);
  // All tags of GitHub were fetched, so what is there now is there already: the job was run again.
  const there = await git.versions();
  if (there.length > 0) return said(`this commit is ${there.join(', ')}`);
  const { exitCode } = await runner.stream(nx(['run', 'github:version'], BOT));
  if (exitCode !== 0) return exitCode;
  const [made] = await git.versions();
  if (made === undefined) return said('no commit since the last version makes a new one');
  await gitHub(process.env)('POST /repos/{owner}/{repo}/git/refs', { ref: `refs/tags/${made}`, sha: await git.commit('HEAD') });
  return said(`this commit is now ${made}`);
});

async function said(text: string): Promise<number> {
  console.log(text);
  await writeSummary(text, process.env);
  return 0;
}
