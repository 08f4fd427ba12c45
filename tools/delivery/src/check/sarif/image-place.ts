import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Look } from './answer.ts';

/** A line of a file. */
export interface FilePlace {
  readonly uri: string;
  /** From 1 on. */
  readonly startLine: number;
}

/** What is in an image is told at the line of its Dockerfile that says what it is made from: the last stage. */
export function placeOfImage({ workspaceRoot, about, read }: Look): FilePlace {
  const stage = read(about)
    .split('\n')
    .findLastIndex((line) => /^\s*FROM\s/i.test(line));
  return { uri: pathToFileURL(path.join(workspaceRoot, about)).href, startLine: Math.max(stage, 0) + 1 };
}
