import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cache, serve } from '../src/serve.ts';
import { cacheEnv } from '../tests/nx-workspace.ts';
import { type Clone, cloneFor } from './clones.ts';
import { differingFiles, differingInputs } from './differences.ts';

/** The services, and with them all that they are built from. */
const SERVICES = '--projects=api-server,worker,tax-scraper,insurance-edi';
/** Whose outputs are bytes that are shipped or compiled. */
const BYTES = ['generate', 'build'];
/**
 * With these, every target of a service that Nx caches but `audit`, one of whose inputs is the day's database. What tests and checks write
 * says how long something took, so it is the same where it is restored, not where it is made twice. `docker` and `publish` are not in
 * Nx's cache: images are addressed by their sources, and engines write the same one differently (ARCHITECTURE.md).
 */
const CHECKS = ['lint', 'scan', 'test'];
const TOKEN = 'portable';

let folder: string;
let cache: Cache;
let first: Clone;
let second: Clone;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portable-cache-'));
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  await writeFile(path.join(folder, 'tokens.json'), JSON.stringify({ tokens: [{ name: 'all', sha256, writes: 'all' }] }), { mode: 0o600 });
  const settings = path.join(folder, 'settings.json');
  await writeFile(settings, JSON.stringify({ listen: '127.0.0.1:0', folder: 'data', tokens: 'tokens.json' }));
  cache = await serve(settings, pino({ level: 'silent' }));
  first = await cloneFor({ user: 'minji', timeZone: 'Asia/Seoul', umask: '022' });
  second = await cloneFor({ user: 'continuous-integration', timeZone: 'America/Los_Angeles', umask: '077' });
});

afterAll(async () => {
  await Promise.all([first?.remove(), second?.remove(), cache?.close()]);
  await rm(folder, { recursive: true, force: true });
});

test('what one clone has done, a clone in another folder for another user does not run', async () => {
  const args = ['run-many', `--targets=${[...BYTES, ...CHECKS].join(',')}`, SERVICES, '--outputStyle=static'];
  const done = await first.nx(args, cacheEnv(cache.url, TOKEN));
  const restored = await second.nx(args, cacheEnv(cache.url, TOKEN));
  expect(differingInputs(done, restored)).toEqual([]);
  const ran = Object.entries(restored).filter(([, { status }]) => status !== 'remote-cache');
  expect(ran.map(([task, { status }]) => `${task} ${status}`)).toEqual([]);
  const outputs = Object.values(done).flatMap(({ outputs }) => outputs);
  expect(differingFiles(await first.outputs(outputs), await second.outputs(outputs))).toEqual([]);
});

test('what both build by themselves is the same, byte for byte', async () => {
  const args = ['run-many', `--targets=${BYTES.join(',')}`, SERVICES, '--skip-nx-cache', '--outputStyle=static'];
  const built = await first.nx(args);
  expect(differingInputs(built, await second.nx(args))).toEqual([]);
  const outputs = Object.values(built).flatMap(({ outputs }) => outputs);
  const files = await first.outputs(outputs);
  expect(Object.keys(files).length).toBeGreaterThan(1000);
  expect(differingFiles(files, await second.outputs(outputs))).toEqual([]);
});
