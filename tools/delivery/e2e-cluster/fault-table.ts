import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { type Comparison, chanceOf, lost, sum } from './comparison.ts';
import type { Count } from './load.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What was asked of the services while the test ran. */
    requests?: Comparison;
    /** Whether the version that ran could not serve for a while, so that requests had to be lost. */
    outage?: true;
  }
}

/** Shows after all tests what became of each that ran under load, and of the requests meanwhile; and fails if too many were lost in all. */
export default class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]).filter((test) => test.meta().requests !== undefined);
    if (tests.length === 0) return;
    const rows = tests.map(rowOf).sort(([a = ''], [b = '']) => a.localeCompare(b, 'en', { numeric: true }));
    const all = sum(tests.filter((test) => !test.meta().outage).flatMap((test) => test.meta().requests ?? []));
    print([
      ['fault', 'outcome', 'lost on kept connections', 'on new connections', 'control beside it, on new ones'],
      ...rows,
      ['all but those with an outage', '', ...cellsOf(all)],
    ]);
    console.log(`chance of so many on new connections if a deploy loses none: ${chanceOf(all.own.fresh, all.control.fresh).toFixed(3)}`);
    if (lost(all).length === 0) return;
    console.error('more requests were lost than without a deploy');
    process.exitCode = 1;
  }
}

function rowOf(test: TestCase): string[] {
  const { requests, outage } = test.meta();
  const name = outage ? `${test.fullName} (an outage)` : test.fullName;
  return [name, test.result().state, ...(requests ? cellsOf(requests) : [])];
}

function cellsOf({ own, control }: Comparison): string[] {
  const cell = ({ failures, sent }: Count) => `${failures.length} of ${sent}`;
  return [cell(own.kept), cell(own.fresh), cell(control.fresh)];
}

/** As Markdown has it, so that it can be kept. */
function print(table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head, ...rows] = table.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  for (const text of [head, line(widths.map((width) => '-'.repeat(width))), ...rows]) console.log(text);
}
