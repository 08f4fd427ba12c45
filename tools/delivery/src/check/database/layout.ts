import { createHash } from 'node:crypto';
import path from 'node:path';
import { DeliveryError } from '../../errors.ts';
import type { Database } from '../../toolchain/check.ts';

/** An older copy is not used where no newer one can be had: what became known since would be missed. */
export const USABLE_DAYS = 7;

/** Where known vulnerabilities come from: a folder (file://) or a server (https://) with ECOSYSTEM/all.zip, as osv.dev publishes them. */
export const SOURCE_VARIABLE = 'DELIVERY_VULN_DB';

/** https://google.github.io/osv.dev/data/#data-dumps */
const OSV = 'https://osv-vulnerabilities.storage.googleapis.com';

export const ECOSYSTEMS = ['Go', 'PyPI', 'npm', 'Debian'] as const;

/** What the target `database` leaves, relative to the workspace root: what audits know of the database without looking at it. */
export const STATE_FILE = 'dist/database/database.json';

/** Content of that file. It names no folder of this machine, as it is an input of the audits. */
export type DatabaseState = (Database & { readonly archives: Readonly<Record<string, string>> }) | Unavailable;

export interface Unavailable {
  readonly reason: string;
  readonly remedy: string;
}

/** @param setting value of DELIVERY_VULN_DB. @throws E_OPTION_INVALID */
export function sourceOf(setting = OSV): URL {
  const url = URL.canParse(setting) ? new URL(setting.endsWith('/') ? setting : `${setting}/`) : undefined;
  const here = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url !== undefined && (here || url.protocol === 'https:' || url.protocol === 'file:')) return url;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `${SOURCE_VARIABLE}=${setting} is no address of vulnerability databases`,
    fix: `name a folder, ${SOURCE_VARIABLE}=file:///folder, or a server, ${SOURCE_VARIABLE}=https://host/path, that has ${ECOSYSTEMS[0]}/all.zip and so on`,
  });
}

/** Databases are large and the same for all clones: they are kept beside the caches of other tools. @returns an absolute path. */
export function cacheFolder(source: URL, environment: Readonly<Record<string, string | undefined>>): string {
  const caches = environment['XDG_CACHE_HOME'] || path.join(environment['HOME'] || '/', '.cache');
  const name = createHash('sha256').update(source.href).digest('hex').slice(0, 12);
  return path.join(caches, 'kerp-delivery/vulnerabilities', name);
}

/** Where osv-scanner looks for an archive in the folder that OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY names. */
export function archiveFile(folder: string, ecosystem: string): string {
  return path.join(folder, 'osv-scalibr', ecosystem, 'all.zip');
}

/** The database of govulncheck, which is made of the archive of Go. */
export function goFolder(folder: string): string {
  return path.join(folder, 'govulncheck');
}
