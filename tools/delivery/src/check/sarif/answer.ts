import type { Run } from 'sarif';

/** What a tool printed is not what it should print. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** Reads an answer into SARIF runs. @throws UnreadableAnswer, SyntaxError of JSON */
export type Reader = (text: string) => readonly Run[];
