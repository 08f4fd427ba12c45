import { XMLParser } from 'fast-xml-parser';

/** Test cases of a JUnit report by result. A case with an error counts as failed. */
export interface Cases {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Suite {
  readonly testsuite?: readonly Suite[];
  readonly testcase?: readonly { readonly failure?: unknown; readonly error?: unknown; readonly skipped?: unknown }[];
}

const parser = new XMLParser({ isArray: (name) => name === 'testsuite' || name === 'testcase' });

/** Counts what pytest, gotestsum and vitest write: suites may hold suites. */
export function countCases(xml: string): Cases {
  const { testsuites, ...root } = parser.parse(xml) as Suite & { testsuites?: Suite | '' };
  return count(testsuites || root);
}

export function sum(all: readonly Cases[]): Cases {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
}

function count({ testsuite = [], testcase = [] }: Suite): Cases {
  const failed = testcase.filter((one) => 'failure' in one || 'error' in one).length;
  const skipped = testcase.filter((one) => 'skipped' in one).length;
  return sum([{ passed: testcase.length - failed - skipped, failed, skipped }, ...testsuite.map(count)]);
}
