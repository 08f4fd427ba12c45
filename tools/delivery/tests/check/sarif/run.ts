import type { Result, Run } from 'sarif';
import type { Look } from '../../../src/check/sarif/answer.ts';

/** A run of a tool with these results, and more where a test needs it. */
export function runWith(results: readonly Result[], more: Partial<Run> = {}): Run {
  return { tool: { driver: { name: 'tool' } }, results: [...results], ...more };
}

export function resultAt(uri: string, startLine = 1, more: Partial<Result> = {}): Result {
  return {
    ruleId: 'R1',
    message: { text: 'is wrong' },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
    ...more,
  };
}

/** For readers of tools that say themselves where a finding is. */
export const LOOK: Look = { workspaceRoot: '/w', base: '.', about: 'go.mod', elsewhere: [], read: () => '' };
