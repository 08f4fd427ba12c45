import { gitHub } from '../../adapters/github.ts';
import { readBranches } from '../../deploy/prepare.ts';
import { main } from '../entry.ts';
import { type Deployment, deployedIn, type Status } from './deployments.ts';
import { writeOutputs } from './outputs.ts';

/** Deployments of an environment that are looked through for the last one that succeeded. */
const LOOKED_AT = 30;

/** Tells what runs where, as the deploys told GitHub. Output: `deployed`, the JSON of a matrix of at least one leg. */
await main(async () => {
  const branches = await readBranches(process.cwd());
  const ask = gitHub(process.env);
  const environments = [...new Set(branches.flatMap(({ deploysTo }) => deploysTo))].sort();
  const deployed = await deployedIn(environments, {
    deployments: (environment) =>
      ask('GET /repos/{owner}/{repo}/deployments', { environment, per_page: LOOKED_AT }) as Promise<Deployment[]>,
    statuses: (id) => ask('GET /repos/{owner}/{repo}/deployments/{id}/statuses', { id, per_page: 1 }) as Promise<Status[]>,
  });
  await writeOutputs({ deployed: JSON.stringify(deployed) }, process.env);
  return 0;
});
