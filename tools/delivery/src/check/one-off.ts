import { randomUUID } from 'node:crypto';
import { ONE_OFF_VARIABLE } from '../toolchain/targets.ts';

/** `--fix` changes sources and `--watch` has no result: restored from the cache, either would do nothing. */
const ONE_OFF = /^--(?:fix|watch)(?:=true)?$/;

/** @param argv command line of nx. @returns variables to set. */
export function oneOff(argv: readonly string[]): Record<string, string> {
  return argv.some((word) => ONE_OFF.test(word)) ? { [ONE_OFF_VARIABLE]: randomUUID() } : {};
}
