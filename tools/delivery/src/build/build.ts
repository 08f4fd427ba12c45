import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makePortable, replaceFolder } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { DeliveryError } from '../errors.ts';
import { executor, type Job, runSteps } from '../executor.ts';
import { toolchainNamed } from '../toolchain/table.ts';
import { outputFolder } from '../toolchain/targets.ts';
import type { Contents, GoScope } from '../toolchain/toolchain.ts';
import { localDependencies } from './local-dependencies.ts';
import { hostPlatform, imagePlatforms, parsePlatform, platformFolder } from './platform.ts';
import { productionHash } from './production.ts';

interface Options {
  readonly toolchain: string;
  readonly go?: GoScope;
  readonly platforms?: readonly string[];
  readonly stamp?: string;
}

export default executor<Options>(async ({ toolchain, go, platforms, stamp }, job) => {
  const { build, name, marker, discard = [] } = toolchainNamed(toolchain);
  if (!build) throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' builds nothing`, fix: 'remove the target' });
  const source = await productionHash(job.context, job.project.name, job.workspaceRoot, gitClone(job.process));
  const contents = contentsOf(job, path.join(go?.module ?? job.project.root, marker));
  // A tool runs on the machine that builds it; everything else goes into an image, one folder for each platform.
  const tool = name === 'go-tool';
  const output = outputFolder(job.context.target?.outputs ?? [tool ? '{projectRoot}/bin' : 'dist/{projectRoot}'], job.project);
  const chosen = tool ? [hostPlatform()] : (platforms?.map(parsePlatform) ?? imagePlatforms());
  await replaceFolder(job.workspaceRoot, output, async (temporary) => {
    for (const platform of chosen) {
      const outputDir = tool ? temporary : path.join(temporary, platformFolder(platform));
      await runSteps(build({ ...job.project, go }, { outputDir, platform, source, contents, ...(stamp ? { stamp } : {}) }), job);
      await makePortable(path.join(job.workspaceRoot, outputDir), discard);
    }
  });
});

function contentsOf({ workspaceRoot, project, context }: Job, manifest: string): Contents {
  const roots = localDependencies(context, project.name).map((name) => context.projectGraph.nodes[name]?.data.root ?? '.');
  const sources = roots.sort().filter((root) => existsSync(path.join(workspaceRoot, root, path.basename(manifest))));
  const text = readFileSync(path.join(workspaceRoot, manifest), 'utf8');
  return { marker: text, sources: [...sources, project.root] };
}
