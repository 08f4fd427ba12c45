import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { columns } from './columns.ts';
import type { Entry } from './ledger.ts';
import { type Connection, outsideOf } from './outside.ts';
import { readEnvironment } from './prepare.ts';

interface Options extends Connection {
  readonly environment: string;
}

export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const entries = await readLedger(environment.namespace, outside.cluster);
  if (entries.length === 0) return outside.tell(`${environment.name}: nothing was deployed yet`);
  for (const line of formatHistory(entries)) outside.tell(line);
});

/** The ledger, the last run first; why a run failed is below it. */
export function formatHistory(entries: readonly Entry[]): string[] {
  const newestFirst = entries.toReversed();
  const [title = '', ...rows] = columns([['run', 'started', 'took', 'what', 'version', 'from', 'result', 'by'], ...newestFirst.map(row)]);
  return [title, ...rows.flatMap((line, index) => [line, ...causeOf(newestFirst[index])])];
}

function row({ number, startedAt, kind, version, from = '-', result, by }: Entry): string[] {
  const seconds = result && result.outcome !== 'interrupted' ? (Date.parse(result.finishedAt) - Date.parse(startedAt)) / 1000 : undefined;
  return [
    String(number),
    startedAt,
    seconds === undefined ? '-' : `${seconds.toFixed(1)} s`,
    kind,
    version,
    from,
    result?.outcome ?? 'running',
    by,
  ];
}

function causeOf(entry: Entry | undefined): string[] {
  return entry?.result?.cause === undefined ? [] : [`     ${entry.result.cause.split('\n')[0]}`];
}
