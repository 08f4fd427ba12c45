import type { Summary } from './statistics.ts';

/** A table for a terminal and for Markdown alike: the first column is text, the others are numbers. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(3, ...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** Milliseconds as `median (min-max)`, in seconds from one second on. */
export function formatTime({ median, min, max }: Summary): string {
  const seconds = Math.abs(median) >= 1000;
  const number = (value: number) => (seconds ? (value / 1000).toFixed(1) : value.toFixed(0));
  return `${number(median)} ${seconds ? 's' : 'ms'} (${number(min)}..${number(max)})`;
}

/** A ratio as `median x (min-max)`. */
export function formatRatio({ median, min, max }: Summary): string {
  return `${median.toFixed(1)} x (${min.toFixed(1)}..${max.toFixed(1)})`;
}
