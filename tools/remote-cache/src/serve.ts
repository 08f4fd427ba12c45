import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { authorizer, type Issuers } from './access/authorize.ts';
import { gitHubKeys } from './access/github.ts';
import { readTokens } from './access/static-tokens.ts';
import { LIMITS, type Server, startServer } from './server/server.ts';
import { invalid, readSettings, type Settings } from './settings.ts';
import { FileSystemStore } from './store/file-system.ts';
import type { Damaged, Store } from './store/store.ts';

/** Starts the cache that a settings file describes. @throws E_SETTINGS_INVALID */
export async function serve(file: string, log: Logger): Promise<Server> {
  const settings = await readSettings(file);
  const issuers = await issuersOf(settings);
  const store = openStore(settings, (key, why) => log.warn({ ...key, why }, 'a damaged artifact was removed'));
  await store.check().catch((error: Error) => {
    throw invalid(file, `the store cannot be used: ${error.message}`, 'correct folder or s3, or the rights to it');
  });
  const tls = settings.tls && { cert: await readFile(settings.tls.certificate), key: await readFile(settings.tls.key) };
  const server = await startServer({ store, authorize: authorizer(() => issuers), log, limits: LIMITS, tls }, addressOf(settings));
  log.info({ url: server.url, folder: settings.folder }, 'listening');
  return server;
}

function openStore({ folder }: Settings, damaged: Damaged): Store {
  return new FileSystemStore(folder, damaged);
}

async function issuersOf({ tokens, github }: Settings): Promise<Issuers> {
  return {
    tokens: tokens === undefined ? new Map() : await readTokens(tokens),
    github: github && { settings: github, keys: gitHubKeys(github.issuer) },
  };
}

function addressOf({ listen }: Settings): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(listen) ?? [];
  return { host, port: Number(port) };
}
