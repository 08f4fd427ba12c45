import path from 'node:path';
import { bareServer, ourServer, turboServer } from '../cache/contestants.ts';
import { hammer, type Load } from '../cache/load.ts';
import type { Lab } from '../lab.ts';
import { formatTable } from '../table.ts';

/** Many connections at a time, of which each holds something: that is where memory goes. */
const SHAPES: readonly Omit<Load, 'method'>[] = [
  { size: 1e3, connections: 32, requests: 1_000 },
  { size: 1e3, connections: 256, requests: 4_000 },
  { size: 1e5, connections: 256, requests: 2_000 },
  { size: 1e7, connections: 64, requests: 64 },
];

/** What each server has held at most, in bytes: when it had started, and after each load in turn. */
export type MemoryFigures = Readonly<Record<string, readonly number[]>>;

/** The memory of each server by itself, which is what a short run can tell; how fast they are is measured by `cache`. */
export async function measureCacheMemory({ root, scratch, stopwatch, log }: Lab): Promise<MemoryFigures> {
  const folder = path.join(scratch, 'cache-memory');
  const start = [() => ourServer(root, `${folder}/ours`), () => bareServer(), () => turboServer(`${folder}/turbo`, stopwatch)];
  const figures: Record<string, number[]> = {};
  for (const contestant of start) {
    const { name, url, headers, memory, end } = await contestant();
    log(`cache-memory: ${name}`);
    try {
      const held = [await memory()];
      for (const shape of SHAPES) {
        const urlOf = (n: number) => url(`${shape.size}-${shape.connections}-${n}`, shape.size);
        await hammer({ ...shape, method: 'PUT' }, urlOf, headers);
        await hammer({ ...shape, method: 'GET' }, urlOf, headers);
        held.push(await memory());
      }
      figures[name] = held;
    } finally {
      await end();
    }
  }
  return figures;
}

export function showCacheMemory(figures: MemoryFigures): string {
  const loads = SHAPES.map(({ size, connections }) => `${connections} of ${size >= 1e6 ? `${size / 1e6} MB` : `${size / 1e3} KB`}`);
  const rows = Object.entries(figures).map(([name, held]) => [name, ...held.map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`)]);
  return formatTable(['the most that it has held', 'started', ...loads], rows);
}
