import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import type { Stopwatch } from '../../bench/src/command.ts';
import { TURBO_VERSION } from '../../bench/src/graph/turbo.ts';

/** What the figures of a comparison depend on besides the checkouts. */
export async function conditions(workspace: string, rounds: number, stopwatch: Stopwatch): Promise<string[]> {
  const installed = async (name: string) => {
    const manifest = JSON.parse(await readFile(path.join(workspace, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
    return `${name} ${manifest.version}`;
  };
  const said = async (program: string, ...args: string[]) => (await stopwatch.output({ program, args, cwd: workspace })).trim();
  return [
    new Date().toISOString().slice(0, 10),
    `commit ${await said('git', 'rev-parse', '--short=8', 'HEAD')}`,
    ...(await Promise.all(['nx', '@nx-go/nx-go', '@nxlv/python'].map(installed))),
    `turbo ${TURBO_VERSION}`,
    `Node ${process.versions.node}`,
    await said('go', 'env', 'GOVERSION'),
    await said('python3', '--version'),
    `${cpus().length} cores`,
    `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    `median of ${rounds} rounds`,
  ];
}
