import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostTasksExecution } from '@nx/devkit';

/** A task of a run, with what its hash was made of. */
export interface Recorded {
  readonly hash: string;
  readonly status: string;
  readonly outputs: readonly string[];
  /** Hashes by input: a file, a set of files, a command, a variable. */
  readonly inputs: Readonly<Record<string, string>>;
}

export const RECORD = 'dist/portability.json';

/** As an Nx plugin of a clone it writes down what each run did. */
export const postTasksExecution: PostTasksExecution = (_, { taskResults, workspaceRoot }) => {
  const record = Object.values(taskResults).map(({ task, status }): [string, Recorded] => [
    task.id,
    { hash: task.hash ?? '', status, outputs: task.outputs, inputs: task.hashDetails?.nodes ?? {} },
  ]);
  writeFileSync(path.join(workspaceRoot, RECORD), JSON.stringify(Object.fromEntries(record)));
};

export const name = 'portability-recorder';
