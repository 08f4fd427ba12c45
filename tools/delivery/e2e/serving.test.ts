import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readDocument } from './documents.ts';
import { expectSuccess } from './failure.ts';
import { freshWorkspace, sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

describe('what a README tells to type serves, until it is ended', () => {
  it.each([
    ['apps/insurance-edi/README.md', '"insurance-edi"', '"stopped"'],
    ['apps/tax-scraper/README.md', '"tax-scraper"', '"stopped"'],
    ['apps/tax-scraper/tests/portal_stand_in/README.md', '"listening"', ''],
  ])('%s', async (file, said, last) => {
    const { blocks } = await readDocument(workspace.root, file);
    const server = await serving(workspace, ['sh', '-e', '-c', await ownPlaces(blocks.join('\n'))], said);
    expect(await server.end()).toContain(last);
  });

  it('apps/api-server/README.md and db/README.md', async () => {
    const { blocks } = await readDocument(workspace.root, 'apps/api-server/README.md');
    const nowhere = {
      REDIS_URL: 'redis://127.0.0.1:1',
      NATS_URL: 'nats://127.0.0.1:1',
      ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
    };
    const database = workspace.with({ ...nowhere, HTTP_ADDR: '127.0.0.1:0' });
    // Debian's way to a PostgreSQL of one's own, which is dropped at the end.
    const url = 'export DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"';
    const migrations = 'make migrate-down && make migrate-up && make migrate-create NAME=add_something';
    const script = [url, ...blocks].join('\n').replace(/^(make migrate-up).*/m, `$1 && ${migrations}`);
    const server = await serving(database, ['pg_virtualenv', 'sh', '-e', '-c', script], '"serving HTTP"');
    expect(await server.end()).toContain('db/migrations/');
  });
});

describe('tools/remote-cache/README.md', () => {
  it('a server is run, and used', { timeout: 300_000 }, async () => {
    // Without the migration that was made above, which everything depends on.
    const workspace = await freshWorkspace();
    const [use = '', run = ''] = (await readDocument(workspace.root, 'tools/remote-cache/README.md')).blocks;
    const server = await serving(workspace, ['sh', '-e', '-c', await ownPlaces(run)], '"listening"');
    onTestFinished(async () => void (await server.end()));
    const [token = ''] = server.output().split('\n');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(server.output()) ?? [];
    const typed = use.replace('https://cache.kerp.example', url).replace(/ACCESS_TOKEN=\S+/, `ACCESS_TOKEN=${token}`);
    await workspace.edit('deployments/tests/manifests.test.ts', (text) => `${text}// One more line.\n`);
    const used = await workspace.run('sh', '-e', '-c', typed);
    expectSuccess(used);
    expect(used.output).toMatch(/^remote cache: 0 of \d+ tasks restored.*, [1-9]\d* stored/m);
  });
});

/** What is typed, but for its folders and ports, which others may have. */
async function ownPlaces(script: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return script.replaceAll('/tmp/', `${folder}/`).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0');
}

interface Serving {
  /** What it has said until now. */
  output(): string;
  /** Ends all of it as a terminal does, and waits. @returns what it has said. */
  end(): Promise<string>;
}

/** Starts a program and waits until it says that it serves. @throws with its output when it ends before */
async function serving({ root, env }: Workspace, [program = '', ...args]: string[], said: string): Promise<Serving> {
  const child = execa(program, args, { cwd: root, env, extendEnv: false, detached: true, all: true, reject: false, stdin: 'ignore' });
  let output = '';
  const end = async () => {
    // A group of its own, so that what runs in the background is ended, too.
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await child;
    return output;
  };
  await new Promise<void>((resolve, reject) => {
    child.all.on('data', (bytes) => {
      output += bytes;
      if (output.includes(said)) resolve();
    });
    child.all.on('end', () => reject(new Error(`it ended before it said ${said}:\n${output}`)));
  });
  return { output: () => output, end };
}
