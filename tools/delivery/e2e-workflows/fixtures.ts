import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type Execution, executeOn, type Trigger } from './act.ts';
import { type Repository, repositoryOf } from './repository.ts';

/** One for each test; it is removed when the test is over. */
export async function repository(): Promise<Repository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workflow-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return repositoryOf(inject('host').origin, path.join(folder, 'kerp'));
}

export function execute(repository: Repository, trigger: Trigger): Promise<Execution> {
  return executeOn(inject('host'), repository, trigger);
}
