import { writeFileWhole } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { executor } from '../executor.ts';
import { collectRelease } from './collect.ts';
import { readEnvironments } from './prepare.ts';
import { RELEASE_FILE } from './releases.ts';

interface Options {
  readonly version?: string;
  readonly out?: string;
}

/** Collects the image records into a release: what is deployed to one environment after the other is the same. */
export default executor<Options>(async ({ version, out = RELEASE_FILE }, { workspaceRoot, process }) => {
  const { services, migration } = await readEnvironments(workspaceRoot);
  const release = await collectRelease(services, migration, version, workspaceRoot, gitClone(process));
  await writeFileWhole(workspaceRoot, out, `${JSON.stringify(release, null, 2)}\n`);
  console.log(`${release.version}: ${out}`);
  for (const { repository, digest } of Object.values(release.images)) console.log(`  ${repository}@${digest}`);
});
