import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchCommand, Stopwatch } from '../command.ts';
import type { Workspace } from '../workspace.ts';

/**
 * The checks of the original plan (sections 2.1 and 3.2) over everything. One call for each tool where the tool can do
 * it, so that each starts once and spreads its work over the processors by itself. Its security scans are left out, as
 * ours are no part of the comparison either.
 * @param linter path of golangci-lint.
 */
export async function seedChecks(
  { folder, env }: Workspace,
  linter: string,
  stopwatch: Stopwatch,
): Promise<ReadonlyMap<string, readonly BenchCommand[]>> {
  const run = (program: string, ...args: string[]): BenchCommand => ({ program, args, cwd: folder, env });
  const venv = (program: string, ...args: string[]) => run(path.join(folder, '.venv/bin', program), ...args);

  const { Use } = JSON.parse(await stopwatch.output(run('go', 'work', 'edit', '-json'))) as { Use: { DiskPath: string }[] };
  const packages = Use.map(({ DiskPath }) => `${DiskPath}/...`);
  const projects = await pythonProjects(folder, stopwatch);
  return new Map([
    ['golangci-lint', [run(linter, 'run', ...packages)]],
    ['go test -race', [run('go', 'test', '-race', '-coverprofile=coverage.out', '-covermode=atomic', ...packages)]],
    ['ruff', [venv('ruff', 'check', '.')]],
    // Test modules of two projects have the same name, which mypy refuses in one call; its cache is one for all.
    [
      'mypy',
      projects.map((cwd) => ({ ...venv('mypy', `--cache-dir=${path.join(folder, '.mypy_cache')}`, '.'), cwd: path.join(folder, cwd) })),
    ],
    ['pytest', [venv('pytest', '--cov=apps', '--cov=libs', '--cov-report=xml', '--quiet', ...projects)]],
  ]);
}

/** Roots of the projects with Python sources of their own. */
async function pythonProjects(folder: string, stopwatch: Stopwatch): Promise<string[]> {
  const files = await stopwatch.output({ program: 'git', args: ['ls-files', '*/pyproject.toml'], cwd: folder });
  const roots: string[] = [];
  for (const file of files.split('\n').filter((line) => line !== '')) {
    const text = await readFile(path.join(folder, file), 'utf8');
    // Generated stubs have neither tests nor a lint.
    if (/^\[project\]/m.test(text) && !/^module-root = "gen/m.test(text)) roots.push(path.dirname(file));
  }
  return roots;
}
