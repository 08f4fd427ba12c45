import { XMLParser } from 'fast-xml-parser';

/** Test cases of a JUnit report by result. A case with an error counts as failed. */
export interface Cases {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The parser gives an empty string for an element without children. */
type Case = '' | { readonly failure?: unknown; readonly error?: unknown; readonly skipped?: unknown };
type Suite = '' | { readonly testsuite?: readonly Suite[]; readonly testcase?: readonly Case[] };

const parser = new XMLParser({ isArray: (name) => name === 'testsuite' || name === 'testcase' });

/** Counts what pytest, gotestsum and vitest write: suites may hold suites. */
export function countCases(xml: string): Cases {
  const root = parser.parse(xml) as { testsuites?: Suite; testsuite?: readonly Suite[] };
  return count(root.testsuites ?? root);
}

export function sum(all: readonly Cases[]): Cases {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
}

function count(suite: Suite): Cases {
  if (suite === '') return { passed: 0, failed: 0, skipped: 0 };
  const { testsuite = [], testcase = [] } = suite;
  const having = (...children: string[]) =>
    testcase.filter((one) => typeof one === 'object' && children.some((child) => child in one)).length;
  const failed = having('failure', 'error');
  const skipped = having('skipped');
  return sum([{ passed: testcase.length - failed - skipped, failed, skipped }, ...testsuite.map(count)]);
}
