/** A length of time in at most two units: `340ms`, `12.3s`, `1m 20s`, `2h 05m`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole}ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return twoUnits(seconds, 'm', 's');
  return twoUnits(Math.round(seconds / 60), 'h', 'm');
}

/** Both units count sixty of the smaller one. */
function twoUnits(count: number, large: string, small: string): string {
  return `${Math.floor(count / 60)}${large} ${String(count % 60).padStart(2, '0')}${small}`;
}

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in decimal units with three significant digits, as container engines show it: `12.4 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${SIZE_UNITS[unit]}`;
}

/** A difference of percentages: `+1.2`. */
export function formatPoints(points: number): string {
  const rounded = Math.round(points * 10) / 10;
  if (rounded === 0) return '±0.0';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toFixed(1)}`;
}

/** How a size changed: `+12.4 MB`, `same`, or that its earlier size is not known. */
export function formatChange(size: number, before: number | undefined): string {
  if (before === undefined) return 'not known';
  if (size === before) return 'same';
  return `${size > before ? '+' : '−'}${formatSize(Math.abs(size - before))}`;
}

/** `1 task`, `2 tasks`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
