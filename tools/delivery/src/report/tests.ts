import type { Place } from './failure-place.ts';
import { type Cases, countResults, type TestCase } from './junit.ts';

/** The tests of a run. */
export interface Tests extends Cases {
  readonly failures: readonly ProjectTest[];
  /** The slowest ten, of those that took a tenth of a second at least. */
  readonly slowest: readonly ProjectTest[];
  /** Those that failed and then passed with the very same inputs. */
  readonly flaky: readonly FlakyTest[];
}

export interface ProjectTest extends TestCase {
  readonly project: string;
  /** Of a failed one, the line of the workspace that its runner names first. */
  readonly place?: Place;
}

export interface FlakyTest {
  readonly project: string;
  readonly name: string;
}

const SLOWEST = 10;
const MIN_SECONDS = 0.1;

/** @param flaky by project. */
export function testsOf(tests: readonly ProjectTest[], flaky: readonly FlakyTest[]): Tests {
  return {
    ...countResults(tests),
    failures: tests.filter(({ result }) => result === 'failed'),
    slowest: tests
      .filter(({ seconds }) => seconds >= MIN_SECONDS)
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST),
    flaky,
  };
}

/** Names a test among all of its project. */
export function testName({ suite, name }: Pick<TestCase, 'suite' | 'name'>): string {
  return suite === '' ? name : `${suite} › ${name}`;
}
