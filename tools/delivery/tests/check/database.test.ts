import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test, vi } from 'vitest';
import { archiveFile, cacheFolder, ECOSYSTEMS, STATE_FILE, sourceOf } from '../../src/check/database/layout.ts';
import database from '../../src/check/database.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';

const EMPTY = Buffer.from(zipSync({})).toString('latin1');
const CHANGED = new Date('2026-11-20T10:00:00Z');

/** Archives in a folder, all of the same day. */
function archives(content: Readonly<Record<string, string>> = {}): string {
  const names = ECOSYSTEMS.filter((ecosystem) => content[ecosystem] !== 'missing');
  const folder = folderWith(Object.fromEntries(names.map((name) => [`${name}/all.zip`, content[name] ?? EMPTY])));
  for (const name of names) utimesSync(path.join(folder, name, 'all.zip'), CHANGED, CHANGED);
  return folder;
}

/** A cache for this test, and the databases brought up to date in it as often as wanted. */
function machine(source: string) {
  const caches = folderWith();
  vi.stubEnv('XDG_CACHE_HOME', caches);
  vi.stubEnv('DELIVERY_VULN_DB', source);
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines = quietConsole();
  return {
    folder: cacheFolder(sourceOf(source), { XDG_CACHE_HOME: caches }),
    async update() {
      const root = folderWith();
      const { success } = await database({}, contextOf(root, { tool: { root: 'tool' } }));
      return { success, state: JSON.parse(readFileSync(path.join(root, STATE_FILE), 'utf8')) as unknown, lines: lines().splice(0) };
    },
  };
}

async function server(answer: RequestListener): Promise<string> {
  const http = createServer(answer).listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => void http.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const STATE = {
  name: 'OSV',
  date: CHANGED.toISOString(),
  archives: Object.fromEntries(ECOSYSTEMS.map((name) => [name, `${EMPTY.length} ${CHANGED.toISOString()}`])),
};

test('archives of a folder are taken, and the database of govulncheck is made', async () => {
  const { folder, update } = machine(pathToFileURL(archives()).href);
  expect(await update()).toEqual({ success: true, state: STATE, lines: ['OSV of 2026-11-20T10:00:00.000Z'] });
  expect(existsSync(archiveFile(folder, 'npm'))).toBe(true);
  expect(existsSync(path.join(folder, 'govulncheck/index/modules.json'))).toBe(true);
});

test.each<[name: string, content: Record<string, string>, reason: string]>([
  ['misses an archive', { PyPI: 'missing' }, 'PyPI/all.zip cannot be had: there is no such file'],
  ['has no archive but text', { Go: 'not found' }, 'Go/all.zip cannot be had: the archive cannot be read: invalid zip data'],
])('a folder that %s gives no database, and says why', async (_name, content, reason) => {
  const source = pathToFileURL(archives(content)).href;
  const { success, state } = await machine(source).update();
  expect([success, state]).toEqual([
    true,
    {
      reason: `${source}/${reason}`,
      remedy: 'download the archives where that is possible, and name the folder: DELIVERY_VULN_DB=file:///folder',
    },
  ]);
});

test('an address that is none is refused', async () => {
  vi.stubEnv('DELIVERY_VULN_DB', 'ftp://x');
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines = quietConsole();
  const { success } = await database({}, contextOf(folderWith(), { tool: { root: 'tool' } }));
  expect([success, lines()[1]]).toEqual([false, 'E_OPTION_INVALID: DELIVERY_VULN_DB=ftp://x is no address of vulnerability databases']);
});

test('a server is asked once for each archive, and not again while they are fresh', async () => {
  const asked: string[] = [];
  const source = await server(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(200, { 'Last-Modified': CHANGED.toUTCString() }).end(EMPTY, 'latin1');
  });
  const { update } = machine(source);
  expect((await update()).state).toEqual(STATE);
  expect((await update()).state).toEqual(STATE);
  expect(asked.sort()).toEqual(ECOSYSTEMS.map((name) => `/${name}/all.zip`).sort());
});

test.each<[name: string, answer: RequestListener, reason: string]>([
  ['refuses', (_request, response) => void response.writeHead(403).end(), 'the server answered 403'],
  [
    'ends too early',
    (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half', () => response.destroy());
    },
    'terminated',
  ],
  ['goes away', (request) => void request.socket.destroy(), 'other side closed'],
])('a server that %s gives no database, and nothing half is kept', async (_name, answer, reason) => {
  const source = await server(answer);
  const { folder, update } = machine(source);
  expect((await update()).state).toMatchObject({ reason: `${source}/Go/all.zip cannot be had: ${reason}` });
  expect(existsSync(archiveFile(folder, 'Go'))).toBe(false);
});

const HOURS = 3_600_000;

test.each([
  [13, { date: CHANGED.toISOString() }],
  [8 * 24, { reason: expect.stringContaining('the server answered 500') }],
])('where a server fails, a copy that was current %i hours ago gives %j', async (hours, state) => {
  let status = 200;
  const source = await server((_request, response) => {
    response.writeHead(status, { 'Last-Modified': CHANGED.toUTCString() }).end(EMPTY, 'latin1');
  });
  const { folder, update } = machine(source);
  await update();
  status = 500;
  const before = new Date(Date.now() - hours * HOURS);
  for (const name of ECOSYSTEMS) utimesSync(path.join(folder, `${name}.asked`), before, before);
  expect((await update()).state).toMatchObject(state);
});

test('a server says whether there is something new', async () => {
  const since: (string | undefined)[] = [];
  const source = await server(({ headers }, response) => {
    since.push(headers['if-modified-since']);
    const known = headers['if-modified-since'] === CHANGED.toUTCString();
    response.writeHead(known ? 304 : 200, { 'Last-Modified': CHANGED.toUTCString() }).end(known ? '' : EMPTY, 'latin1');
  });
  const { folder, update } = machine(source);
  await update();
  const before = new Date(Date.now() - 13 * HOURS);
  for (const name of ECOSYSTEMS) utimesSync(path.join(folder, `${name}.asked`), before, before);
  expect((await update()).state).toEqual(STATE);
  expect(since.slice(ECOSYSTEMS.length)).toEqual(ECOSYSTEMS.map(() => CHANGED.toUTCString()));
});
