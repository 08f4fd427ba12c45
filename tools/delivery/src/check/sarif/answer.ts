import type { Run } from 'sarif';

/** What a tool printed is not what it should print. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** What a reader needs of the workspace to say where a finding is. Paths are relative to its root. */
export interface Look {
  readonly workspaceRoot: string;
  /** Folder that file names in the answer start from. */
  readonly base: string;
  /** The file that the check is about. */
  readonly about: string;
  /** Lock files whose packages are reported by others. */
  readonly elsewhere: readonly string[];
  /** @returns the text of a file, or nothing where there is none. */
  read(file: string): string;
}

/** Reads an answer into SARIF runs. @throws UnreadableAnswer, SyntaxError of JSON */
export type Reader = (text: string, look: Look) => readonly Run[];
