import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { COVERAGE_FILES, type Coverage } from '../report/coverage.ts';
import { placeOfFailure, type TestedIn } from '../report/failure-place.ts';
import { casesIn, type TestCase } from '../report/junit.ts';
import type { Run } from '../report/run.ts';
import type { ProjectTest } from '../report/tests.ts';

export interface TestResults {
  readonly tests: readonly ProjectTest[];
  readonly coverage: readonly (Coverage & { readonly project: string })[];
}

/** What the tests of this run left in dist/test. Files of projects that it did not test are of an earlier run and are not read. */
export async function readTests(workspaceRoot: string, { projects, tasks }: Run): Promise<TestResults> {
  const ran = new Set(tasks.filter(({ target, status }) => target === 'test' && status !== 'skipped').map(({ project }) => project));
  const read = async (...parts: string[]) => readFile(path.join(workspaceRoot, ...parts), 'utf8').catch(() => undefined);
  const results = await Promise.all(
    projects.map(async ({ name: project, root, tests: folder }) => {
      if (folder === undefined || !ran.has(project)) return { tests: [], coverage: [] };
      const junit = await read(folder, 'junit.xml');
      const module = /^module\s+"?([^\s"]+)/m.exec((await read(root, 'go.mod')) ?? '')?.[1];
      const place = { root, ...(module === undefined ? {} : { module }) };
      const coverage = await Promise.all(
        Object.entries(COVERAGE_FILES).map(async ([file, parse]) => {
          const text = await read(folder, file);
          return text === undefined ? [] : [{ project, ...parse(text, place) }];
        }),
      );
      const tested = { ...place, workspaceRoot, exists: (file: string) => existsSync(path.join(workspaceRoot, file)) };
      return { tests: junit === undefined ? [] : casesIn(junit).map((one) => placed(one, project, tested)), coverage: coverage.flat() };
    }),
  );
  return { tests: results.flatMap(({ tests }) => tests), coverage: results.flatMap(({ coverage }) => coverage) };
}

function placed(test: TestCase, project: string, tested: TestedIn): ProjectTest {
  const place = test.message === undefined ? undefined : placeOfFailure(test.message, test.suite, tested);
  return { project, ...test, ...(place === undefined ? {} : { place }) };
}
