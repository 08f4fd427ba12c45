import { readFileSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { execa } from 'execa';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rejectionOf } from '../../delivery/tests/failure.ts';
import { run } from '../src/commands.ts';
import { serve } from '../src/serve.ts';
import { temporaryFolder } from './folder.ts';

const silent = pino({ level: 'silent' });

async function served(settings: object = {}) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  const [team] = [await token(folder, '--name=team', '--writes=team')];
  await writeFile(file, JSON.stringify({ listen: '127.0.0.1:0', folder: 'data', tokens: 'tokens.json', ...settings }));
  const cache = await serve(file, silent);
  onTestFinished(cache.close);
  return { folder, cache, team };
}

/** Makes a token as an administrator does. */
async function token(folder: string, ...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    expect(await run(['token', `--tokens=${folder}/tokens.json`, ...args])).toBe(0);
    return String(printed.mock.calls.at(-1)?.[0]);
  } finally {
    printed.mockRestore();
  }
}

const ask = (url: string, bearer: string) => fetch(`${url}/v1/cache/12`, { headers: { authorization: `Bearer ${bearer}` } });

test('a token is printed once, and only its hash is kept, for its owner', async () => {
  const folder = temporaryFolder();
  const made = await token(folder, '--name=team', '--writes=team', '--reads=main');
  const file = path.join(folder, 'tokens.json');
  expect(readFileSync(file, 'utf8')).not.toContain(made);
  expect(JSON.parse(readFileSync(file, 'utf8')).tokens).toMatchObject([{ name: 'team', writes: 'team', reads: ['main'] }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('tokens are read anew when it is told to; a file that cannot be used changes nothing', async () => {
  const { folder, cache, team } = await served();
  expect((await ask(cache.url, team)).status).toBe(404);
  const later = await token(folder, '--name=later', '--writes=later');
  expect((await ask(cache.url, later)).status).toBe(401);
  await cache.reload();
  expect((await ask(cache.url, later)).status).toBe(404);
  await writeFile(path.join(folder, 'tokens.json'), '{');
  await cache.reload();
  expect((await ask(cache.url, later)).status).toBe(404);
});

test('with a certificate it speaks TLS only', async () => {
  const folder = temporaryFolder();
  const [certificate, key] = [path.join(folder, 'certificate.pem'), path.join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    ...subject,
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  const { cache } = await served({ tls: { certificate, key } });
  const ca = readFileSync(certificate);
  const status = await new Promise((resolve, reject) => {
    https.get(`${cache.url}/healthz`, { ca }, (answer) => resolve(answer.resume().statusCode)).once('error', reject);
  });
  expect(status).toBe(200);
  await expect(fetch(cache.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
});

test.each([
  [
    { tokens: undefined },
    "E_SETTINGS_INVALID: / must have required property 'tokens'\n/ must have required property 'github'\n/ must match a schema in anyOf",
  ],
  [{ keep: { weeks: 1 } }, "E_SETTINGS_INVALID: /keep must NOT have additional properties: 'weeks'"],
  [{ listen: '7077' }, 'E_SETTINGS_INVALID: /listen must match pattern "^.+:\\d{1,5}$"'],
  [{ tls: { certificate: 'no.pem', key: 'no.pem' } }, 'E_SETTINGS_INVALID: ENOENT: no such file or directory, open '],
  [{ folder: 'tokens.json' }, 'E_SETTINGS_INVALID: the store cannot be used: '],
])('settings that cannot be used: %j', async (settings, says) => {
  const message = await rejectionOf(served(settings));
  expect(message.startsWith(says), message).toBe(true);
  expect(message).toContain('\n  fix    ');
});
