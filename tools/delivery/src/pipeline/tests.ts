import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { COVERAGE_FILES, type Coverage } from '../report/coverage.ts';
import { casesIn } from '../report/junit.ts';
import type { Run } from '../report/run.ts';
import type { ProjectTest } from '../report/tests.ts';

export interface TestResults {
  readonly tests: readonly ProjectTest[];
  readonly coverage: readonly (Coverage & { readonly project: string })[];
}

/** What the tests of this run left in dist/test. Files of projects that it did not test are of an earlier run and are not read. */
export async function readTests(workspaceRoot: string, { projects, tasks }: Run): Promise<TestResults> {
  const tested = new Set(tasks.filter(({ target, status }) => target === 'test' && status !== 'skipped').map(({ project }) => project));
  const read = async (...parts: string[]) => readFile(path.join(workspaceRoot, ...parts), 'utf8').catch(() => undefined);
  const results = await Promise.all(
    projects.map(async ({ name: project, root, tests: folder }) => {
      if (folder === undefined || !tested.has(project)) return { tests: [], coverage: [] };
      const junit = await read(folder, 'junit.xml');
      const module = /^module\s+"?([^\s"]+)/m.exec((await read(root, 'go.mod')) ?? '')?.[1];
      const place = { root, ...(module === undefined ? {} : { module }) };
      const coverage = await Promise.all(
        Object.entries(COVERAGE_FILES).map(async ([file, parse]) => {
          const text = await read(folder, file);
          return text === undefined ? [] : [{ project, ...parse(text, place) }];
        }),
      );
      return { tests: junit === undefined ? [] : casesIn(junit).map((one) => ({ project, ...one })), coverage: coverage.flat() };
    }),
  );
  return { tests: results.flatMap(({ tests }) => tests), coverage: results.flatMap(({ coverage }) => coverage) };
}
