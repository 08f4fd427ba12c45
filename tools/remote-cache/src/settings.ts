import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { DeliveryError } from '../../delivery/src/errors.ts';
import type { GitHubSettings } from './access/github.ts';
import schema from './settings.schema.json' with { type: 'json' };
import type { S3Settings } from './store/s3.ts';

/** What its fields mean is said in settings.schema.json. Paths are absolute here. */
export interface Settings {
  readonly listen: string;
  readonly folder: string;
  readonly s3?: S3Settings;
  readonly tokens?: string;
  readonly github?: GitHubSettings;
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly keep?: { readonly gigabytes?: number; readonly days?: number };
  readonly requestsPerSecond?: number;
}

// A URL is looked at where it is used; the schema names the format for editors.
const isSettings: ValidateFunction<Settings> = new Ajv({ allErrors: true, formats: { uri: URL.canParse } }).compile(schema);

/** @throws E_SETTINGS_INVALID */
export async function readSettings(file: string): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw invalid(file, error.message, 'name the settings: --settings=FILE; tools/remote-cache/README.md has an example');
  });
  const settings = parseSettings(text, file);
  const { folder, tokens, tls } = settings;
  const fromFile = (name: string) => path.resolve(path.dirname(file), name);
  return {
    ...settings,
    folder: fromFile(folder),
    ...(tokens === undefined ? {} : { tokens: fromFile(tokens) }),
    ...(tls === undefined ? {} : { tls: { certificate: fromFile(tls.certificate), key: fromFile(tls.key) } }),
  };
}

/** @throws E_SETTINGS_INVALID */
export function parseSettings(text: string, file: string): Settings {
  const fix = 'correct the file: tools/remote-cache/src/settings.schema.json says what it may hold';
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw invalid(file, (error as Error).message, fix);
  }
  if (isSettings(content)) return content;
  const problems = (isSettings.errors ?? []).map(({ instancePath, message, params }) => {
    const name = 'additionalProperty' in params ? `: '${params['additionalProperty']}'` : '';
    return `${instancePath || '/'} ${message}${name}`;
  });
  throw invalid(file, problems.join('\n'), fix);
}

export function invalid(where: string, what: string, fix: string): DeliveryError {
  return new DeliveryError('E_SETTINGS_INVALID', { what, where, fix });
}
