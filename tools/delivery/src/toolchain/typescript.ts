import path from 'node:path';
import type { LintCheck } from './check.ts';
import type { Command } from './command.ts';
import { fromRoot } from './paths.ts';
import { cachedTarget, findingsOutputs, fixCommand, JUDGED, testOutputs } from './targets.ts';
import type { Inferred, LintOptions, Project, ProjectFacts, TestOptions, Toolchain } from './toolchain.ts';

const SETTINGS = 'tsconfig.json';
const NODE_VERSION = { runtime: 'node --version' };

export const typescript: Toolchain = {
  name: 'typescript',
  marker: 'vitest.config.ts',
  infer: inferProject,
  lint: ({ name, root }: Project, { fix }: LintOptions): LintCheck[] => {
    const biome = ['check', '--error-on-warnings'];
    const tsc = ['--project', SETTINGS];
    const common = { blocks: 'LOW', about: path.posix.join(root, SETTINGS) } as const;
    return [
      {
        tool: 'biome',
        shown: tool(root, 'biome', 'biome', [...biome, ...(fix ? ['--write'] : [])]),
        command: tool(root, 'biome', 'biome', [...biome, '--reporter=sarif', '--max-diagnostics=none']),
        ...common,
        format: 'sarif',
        answers: [0, 1],
        ...(fix ? {} : { fix: fixCommand(name) }),
      },
      {
        tool: 'tsc',
        shown: tool(root, 'tsc', 'tsc', tsc),
        command: tool(root, 'tsc', 'tsc', [...tsc, '--pretty', 'false']),
        ...common,
        format: 'tsc',
        answers: [0, 1, 2],
      },
    ];
  },
  test: ({ root }: Project, { outputDir, filter, watch, args }: TestOptions): Command[] => {
    const out = fromRoot(root, outputDir);
    const vitest = [
      watch ? 'watch' : 'run',
      '--reporter=default',
      '--reporter=junit',
      `--outputFile.junit=${out}/junit.xml`,
      '--coverage.enabled',
      `--coverage.reportsDirectory=${out}`,
      '--coverage.reporter=text-summary',
      '--coverage.reporter=cobertura',
      ...(filter ? [`--testNamePattern=${filter}`] : []),
      ...args,
    ];
    return [tool(root, 'vitest', 'vitest', vitest)];
  },
};

function tool(cwd: string, title: string, program: string, args: string[]): Command {
  return { title, origin: 'node', program, args, cwd };
}

function inferProject(project: ProjectFacts): Inferred {
  return {
    targets: {
      lint: cachedTarget({
        executor: '@kerp/delivery:lint',
        options: { toolchain: 'typescript' },
        inputs: [
          'default',
          '^production',
          '{workspaceRoot}/biome.json',
          '{workspaceRoot}/tsconfig.base.json',
          NODE_VERSION,
          JUDGED,
          { externalDependencies: project.installed(['@biomejs/biome', 'typescript']) },
        ],
        outputs: findingsOutputs('lint', project),
        description: 'Checks code, format and types with Biome and tsc; --fix repairs',
      }),
      test: cachedTarget({
        executor: '@kerp/delivery:test',
        options: { toolchain: 'typescript' },
        inputs: [
          'default',
          '^production',
          '{workspaceRoot}/tsconfig.base.json',
          NODE_VERSION,
          { externalDependencies: project.installed(['vitest', '@vitest/coverage-v8', 'vite']) },
        ],
        outputs: testOutputs(project),
        description: 'Runs vitest with coverage',
      }),
    },
    namedInputs: {
      default: ['{projectRoot}/**/*'],
      production: ['{projectRoot}/**/*', '!{projectRoot}/tests/**', '!{projectRoot}/**/*.md'],
    },
  };
}
