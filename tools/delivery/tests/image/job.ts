import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../src/executor.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { type FakeProcess, fakeProcess, noTools } from '../fake-process.ts';
import { type Files, folderWith } from '../folder.ts';

export interface ImageJob extends Job {
  readonly process: FakeProcess;
  readonly lines: () => string[];
}

/** The job of the project api in a workspace with these files; its mmdebstrap makes an empty archive. */
export function imageJob(files: Files): ImageJob {
  const workspaceRoot = folderWith(files);
  const process = fakeProcess(({ program, args }) => {
    const archive = path.join(workspaceRoot, args.at(-1) ?? '');
    if (program === 'mmdebstrap' && !existsSync(archive)) {
      mkdirSync(path.dirname(archive), { recursive: true });
      writeFileSync(archive, '');
    }
    return undefined;
  });
  const context = contextOf(workspaceRoot, { api: { root: 'apps/api' } });
  const project = { name: 'api', root: 'apps/api' };
  return { project, workspaceRoot, process, bounded: noTools, context, lines: quietConsole() };
}
