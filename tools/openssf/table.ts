/** What scorecard answers with `--format=json --show-details`: https://github.com/ossf/scorecard */
export interface Scorecard {
  /** Of all checks that came to a result, from 0 to 10. */
  readonly score: number;
  readonly checks: readonly Check[];
}

interface Check {
  readonly name: string;
  /** From 0 to 10; -1 where there is nothing to judge, or where it failed. */
  readonly score: number;
  readonly reason: string;
  /** Each begins with `Info:` or `Warn:`. */
  readonly details: readonly string[] | null;
}

/** Checks with how much each has to say, then every warning, then the counts. */
export function table({ score, checks }: Scorecard): string {
  const rows = checks.map(({ name, score: own, reason, details }) => {
    const counted = [count(details, 'Info:'), count(details, 'Warn:')];
    return `| ${name} | ${own < 0 ? '-' : own} | ${counted.join(' | ')} | ${reason.split('\n')[0]} |`;
  });
  const warnings = checks.flatMap(({ name, details }) => of(details, 'Warn:').map((detail) => `${name}: ${detail.slice('Warn: '.length)}`));
  const judged = checks.filter(({ score: own }) => own >= 0);
  const full = judged.filter(({ score: own }) => own === 10);
  return [
    '| check | of 10 | good | warnings | |',
    '|---|---:|---:|---:|---|',
    ...rows,
    '',
    ...warnings,
    ...(warnings.length > 0 ? [''] : []),
    `${full.length} of ${judged.length} checks have 10, ${checks.length - judged.length} have nothing to judge, ${warnings.length} warnings; ${score} of 10`,
  ].join('\n');
}

function count(details: Check['details'], level: string): number {
  return of(details, level).length;
}

function of(details: Check['details'], level: string): string[] {
  return (details ?? []).filter((detail) => detail.startsWith(level));
}
