import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

const workspaceRoot = path.resolve(import.meta.dirname, '../../..');

export interface Portal {
  readonly url: string;
  stop(): Promise<void>;
}

/** The tax portal's stand-in: apps/tax-scraper/tests/portal_stand_in. */
export async function startPortal(): Promise<Portal> {
  const subprocess = execa(path.join(workspaceRoot, '.venv/bin/python'), ['-m', 'portal_stand_in', '--address', '127.0.0.1:0'], {
    cwd: path.join(workspaceRoot, 'apps/tax-scraper/tests'),
  });
  const [line] = (await once(createInterface(subprocess.stdout), 'line')) as [string];
  const { address } = JSON.parse(line) as { address: string };
  return {
    url: `http://${address}`,
    stop: async () => {
      subprocess.kill();
      await subprocess;
    },
  };
}
