import { gitHub } from '../../adapters/github.ts';
import { readBranches, readEnvironment } from '../../deploy/prepare.ts';
import { main } from '../entry.ts';
import { writeOutputs } from './outputs.ts';
import { type Artifact, releaseIn } from './releases.ts';

const PER_PAGE = 100;
/** GitHub keeps artifacts for 90 days; this many releases in that time are more than anybody deploys. */
const PAGES = 20;

/** Finds the release VERSION, if it may go to ENV. Outputs: `artifact`, `run`. */
await main(async () => {
  const { ENV = '', VERSION = '' } = process.env;
  const workspaceRoot = process.cwd();
  const { name } = await readEnvironment(ENV, workspaceRoot);
  const branches = await readBranches(workspaceRoot);
  const { artifact, run } = releaseIn(await artifacts(), VERSION, name, branches);
  await writeOutputs({ artifact, run: String(run) }, process.env);
  return 0;
});

async function artifacts(): Promise<Artifact[]> {
  const ask = gitHub(process.env);
  const found: Artifact[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const answer = (await ask('GET /repos/{owner}/{repo}/actions/artifacts', { per_page: PER_PAGE, page })) as { artifacts: Artifact[] };
    found.push(...answer.artifacts);
    if (answer.artifacts.length < PER_PAGE) break;
  }
  return found;
}
