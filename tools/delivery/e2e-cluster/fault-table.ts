import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { LoadResult } from './load.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What was asked of the service while the test ran. */
    requests?: LoadResult;
  }
}

/** Shows after all tests what became of each that ran under load, and of the requests meanwhile. */
export default class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]).filter((test) => test.meta().requests !== undefined);
    if (tests.length === 0) return;
    const rows = tests.map(rowOf).sort(([a = ''], [b = '']) => a.localeCompare(b, 'en', { numeric: true }));
    const table = [['fault', 'outcome', 'failed on kept connections', 'failed on new connections'], ...rows];
    const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
    for (const row of table)
      console.log(
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
  }
}

function rowOf(test: TestCase): string[] {
  const { kept, fresh } = test.meta().requests ?? { kept: none, fresh: none };
  return [test.fullName, test.result().state, ...[kept, fresh].map(({ failures, sent }) => `${failures.length} of ${sent}`)];
}

const none = { sent: 0, failures: [] };
