import type { TargetConfiguration } from '@nx/devkit';
import { OWN_MODULE } from './go.ts';
import { GO_ENVIRONMENT } from './go-targets.ts';
import { fromRoot } from './paths.ts';
import { cachedTarget, DATABASE_TOOL, NAMED_INPUTS } from './targets.ts';
import type { Toolchain } from './toolchain.ts';

const DATABASE_TARGET: TargetConfiguration = {
  executor: '@kerp/delivery:database',
  outputs: ['{workspaceRoot}/dist/database'],
  metadata: { description: 'Keeps the databases of known vulnerabilities up to date; DELIVERY_VULN_DB says where they are' },
};

/**
 * A Go module that only pins programs: each `tool` directive of its go.mod is one. A module of its own for each heavy
 * tool keeps their dependencies out of the services'.
 */
export const goTool: Toolchain = {
  name: 'go-tool',
  marker: 'go.mod',
  // A module with code can pin programs as well.
  recognises: (goMod, hasGoCode) => /^tool\s/m.test(goMod) && !hasGoCode(),
  infer: ({ root, name, goTools }) => ({
    targets: {
      // Not cached: whether the databases are current depends on the day.
      ...(goTools.get(DATABASE_TOOL)?.project === name ? { database: DATABASE_TARGET } : {}),
      build: cachedTarget({
        executor: '@kerp/delivery:build',
        options: { toolchain: 'go-tool' },
        inputs: ['{projectRoot}/go.mod', '{projectRoot}/go.sum', ...GO_ENVIRONMENT],
        outputs: ['{projectRoot}/bin'],
        description: `Builds the programs that ${root}/go.mod pins`,
      }),
    },
    namedInputs: NAMED_INPUTS,
  }),
  build: ({ root }, { outputDir }) => [
    {
      title: 'go build tool',
      origin: 'path',
      program: 'go',
      args: ['build', '-trimpath', '-buildvcs=false', `-o=${fromRoot(root, outputDir)}/`, 'tool'],
      cwd: root,
      env: OWN_MODULE,
    },
  ],
};
