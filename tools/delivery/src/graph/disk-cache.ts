import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What an earlier process found out, in a file beside Nx's own graph: `nx reset` removes both. It is read when it is first asked
 * and holds in the end what this process asked for. Nothing depends on it: what is missing or does not fit is found out anew.
 */
export class DiskCache<T> {
  readonly #file: string;
  readonly #asked = new Map<string, T>();
  #entries: Map<string, T> | undefined;
  #isNew = false;

  /** @param name of the file. */
  constructor(workspaceRoot: string, name: string) {
    const folder = process.env['NX_WORKSPACE_DATA_DIRECTORY'] ?? '.nx/workspace-data';
    this.#file = path.resolve(workspaceRoot, folder, `delivery-${name}.json`);
  }

  get(key: string): T | undefined {
    this.#entries ??= this.#read();
    const value = this.#asked.get(key) ?? this.#entries.get(key);
    if (value !== undefined) this.#asked.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    if (this.#asked.get(key) === value) return;
    this.#asked.set(key, value);
    this.#isNew = true;
  }

  save(): void {
    if (!this.#isNew) return;
    const temporary = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ code: ownCode(), entries: Object.fromEntries(this.#asked) }), { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch {
      // A full or read-only disk costs the next process some time, and no one a result.
    }
    this.#entries = new Map(this.#asked);
    this.#asked.clear();
    this.#isNew = false;
  }

  #read(): Map<string, T> {
    try {
      const { code, entries } = JSON.parse(readFileSync(this.#file, 'utf8')) as { code: string; entries: Record<string, T> };
      if (code === ownCode()) return new Map(Object.entries(entries));
    } catch {
      // There is none yet, or a process was interrupted while it wrote.
    }
    return new Map();
  }
}

let code: string | undefined;

/** What another version of this plugin found out may be something else: the toolchains make the targets, wherever they are. */
function ownCode(): string {
  code ??= versionOf(path.join(import.meta.dirname, '..'));
  return code;
}

/** Names and times of all files below a folder: quicker than their content, and as new for whoever edits or installs them. */
export function versionOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return hash('sha1', files.map((file) => `${file} ${statSync(path.join(folder, file)).ctimeMs}`).join('\n'));
}
