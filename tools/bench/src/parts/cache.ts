import path from 'node:path';
import { bareServer, type Contestant, ourServer, turboServer } from '../cache/contestants.ts';
import { measureDisk } from '../cache/disk.ts';
import { hammer, type Load, type Measured } from '../cache/load.ts';
import { measureRestore, type Restore } from '../cache/restore.ts';
import type { Lab } from '../lab.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable, formatTime } from '../table.ts';
import { cloneWorkspace } from '../workspace.ts';

/** What is sent: small artifacts are many, and of large ones there is only so much memory and disk. */
const SHAPES: readonly Omit<Load, 'method'>[] = [
  { size: 1e3, connections: 1, requests: 500 },
  { size: 1e3, connections: 32, requests: 2_000 },
  { size: 1e3, connections: 256, requests: 4_000 },
  { size: 1e5, connections: 1, requests: 500 },
  { size: 1e5, connections: 32, requests: 2_000 },
  { size: 1e5, connections: 256, requests: 2_000 },
  { size: 1e7, connections: 1, requests: 20 },
  { size: 1e7, connections: 32, requests: 64 },
  { size: 5e8, connections: 1, requests: 2 },
];

export interface CacheFigures {
  readonly loads: readonly { readonly load: Load; readonly rounds: Readonly<Record<string, readonly Measured[]>> }[];
  /** Bytes a second of one writer and one reader, by the size of a file. */
  readonly disk: Readonly<Record<string, { readonly write: number; readonly read: number }>>;
  /** The most that each server has held, in bytes. */
  readonly memory: Readonly<Record<string, number>>;
  readonly restore: Restore;
}

/** Servers one after the other in each round, then this workspace through ours. */
export async function measureCache({ root, scratch, stopwatch, log }: Lab, rounds: number): Promise<CacheFigures> {
  log('cache: starting the servers');
  const folder = path.join(scratch, 'cache');
  const contestants = [await bareServer(), await ourServer(root, `${folder}/ours`), await turboServer(`${folder}/turbo`, stopwatch)];
  try {
    const loads: CacheFigures['loads'][number][] = [];
    for (const shape of SHAPES) loads.push(...(await measureShape(shape, contestants, rounds)));
    log('cache: disk');
    const disk: Record<string, { write: number; read: number }> = {};
    for (const size of [1e3, 1e5, 1e7]) disk[formatSize(size)] = await measureDisk(`${folder}/disk`, size, Math.min(200, 2e8 / size));
    const memory = Object.fromEntries(await Promise.all(contestants.map(async ({ name, memory }) => [name, await memory()] as const)));
    return { loads, disk, memory, restore: await restoreWorkspace() };
  } finally {
    await Promise.all(contestants.map(({ end }) => end()));
  }

  async function restoreWorkspace(): Promise<Restore> {
    log('cache: this workspace, cold and restored');
    const workspace = await cloneWorkspace(root, `${folder}/workspace`, {}, stopwatch);
    const server = await ourServer(root, `${folder}/for-workspace`);
    try {
      return await measureRestore(workspace, server.origin, rounds, stopwatch);
    } finally {
      await server.end();
    }
  }

  async function measureShape(shape: Omit<Load, 'method'>, servers: readonly Contestant[], times: number): Promise<CacheFigures['loads']> {
    const put: Record<string, Measured[]> = Object.fromEntries(servers.map(({ name }) => [name, []]));
    const get: Record<string, Measured[]> = Object.fromEntries(servers.map(({ name }) => [name, []]));
    for (let round = 0; round < times; round++) {
      for (const { name, url, headers } of servers) {
        const urlOf = (n: number) => url(`${shape.size}-${shape.connections}-${round}-${n}`, shape.size);
        put[name]?.push(await hammer({ ...shape, method: 'PUT' }, urlOf, headers));
        get[name]?.push(await hammer({ ...shape, method: 'GET' }, urlOf, headers));
      }
    }
    log(`cache: ${formatSize(shape.size)} on ${shape.connections} connections`);
    return [
      { load: { ...shape, method: 'PUT' }, rounds: put },
      { load: { ...shape, method: 'GET' }, rounds: get },
    ];
  }
}

export function showCache({ loads, disk, memory, restore }: CacheFigures): string {
  const names = Object.keys(loads[0]?.rounds ?? {});
  const rows = loads.map(({ load: { method, size, connections }, rounds }) => [
    `${method} ${formatSize(size)}, ${connections} at a time`,
    ...names.flatMap((name) => [formatRate(rounds[name] ?? [], size), formatP99(rounds[name] ?? [])]),
  ]);
  const disks = Object.entries(disk).map(([size, { write, read }]) => [size, formatBytes(write), formatBytes(read)]);
  const { cold, remote, direct, local } = restore;
  const row = (name: string, times: readonly number[]) => [
    name,
    formatTime(summarize(times)),
    formatRatio(summarize(times.map((time) => cold / time))),
    formatRatio(paired(times, local, (time, own) => time / own)),
  ];
  const times = [
    ['nothing is cached', `${(cold / 1000).toFixed(1)} s`, '', ''],
    row("Nx's own cache", local).with(3, ''),
    row('through the server, without the proxy', direct),
    row('through the proxy and the server', remote),
  ];
  return [
    formatTable(['', ...names.flatMap((name) => [name, 'p99'])], rows),
    formatTable(['disk: one writer, one reader', 'written and synced', 'read'], disks),
    formatTable(
      ['memory at most', 'resident'],
      Object.entries(memory).map(([name, bytes]) => [name, `${(bytes / 2 ** 20).toFixed(0)} MiB`]),
    ),
    formatTable(['lint, test and build of apps and libs', 'time', 'faster than cold', "by Nx's own cache"], times),
  ].join('\n\n');
}

/** Small artifacts by number, large ones by bytes. */
function formatRate(rounds: readonly Measured[], size: number): string {
  if (size < 1e5) return `${formatNumbers(summarize(rounds.map(({ perSecond }) => perSecond)))}/s`;
  return formatBytes(summarize(rounds.map(({ bytesPerSecond }) => bytesPerSecond)).median);
}

function formatNumbers({ median, min, max }: Summary): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}..${max.toFixed(0)})`;
}

function formatP99(rounds: readonly Measured[]): string {
  return formatTime(summarize(rounds.map(({ p99 }) => p99)));
}

function formatBytes(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(0)} MB/s`;
}

function formatSize(bytes: number): string {
  return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes / 1e3} KB`;
}
