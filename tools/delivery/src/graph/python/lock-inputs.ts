import path from 'node:path';
import type { Table } from './toml.ts';
import { exportedPart, lockedPart, parseUvLock, type UvLock } from './uv-lock.ts';

/** The part of uv.lock that one project uses, without its development dependencies; in the project's folder. */
export const PROJECT_LOCK = 'requirements.lock';

/** The part of uv.lock that one dependency group of the workspace uses, such as the tools of `lint`; beside uv.lock. */
export function groupLock(group: string): string {
  return `tools/python/${group}.lock`;
}

const LOCKS = ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock'];

interface Files {
  has(file: string): boolean;
  read(file: string): string;
}

/** Tells which lock files, or parts of them, a Python project's tasks depend on. Paths are relative to the workspace root. */
export class LockInputs {
  readonly #files: Files;
  readonly #locks = new Map<string, UvLock>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** What installs the tools of the workspace for a verb. @throws E_MANIFEST_INVALID when uv.lock cannot be read. */
  tools(root: string, verb: string): string[] {
    const lock = this.#nearest(root);
    if (lock === undefined) return [];
    const part = path.posix.join(path.posix.dirname(lock), groupLock(verb));
    return [this.#isCurrent(lock, part, (uv) => uv.groups.get(verb)) ? part : lock];
  }

  /**
   * What installs everything that a project's own checks import, and the tools that carry them out. A part of the lock counts
   * while it says what the lock says; in between the whole lock does.
   * @param project normalised name of the distribution. @param hasOwn whether it has extras or dependency groups.
   * @throws E_MANIFEST_INVALID when uv.lock cannot be read.
   */
  checks(root: string, project: string | undefined, hasOwn: boolean, verb: string): string[] {
    const lock = this.#nearest(root);
    const own = path.posix.join(root, PROJECT_LOCK);
    if (lock === undefined || hasOwn || project === undefined) return this.#all(root);
    return this.#isCurrent(lock, own, () => [{ name: project }]) ? [own, ...this.tools(root, verb)] : [lock];
  }

  #isCurrent(lock: string, part: string, wanted: (uv: UvLock) => readonly Table[] | undefined): boolean {
    if (!this.#files.has(part)) return false;
    const uv = this.#locks.get(lock) ?? parseUvLock(this.#files.read(lock), lock);
    this.#locks.set(lock, uv);
    const asked = wanted(uv);
    const locked = asked && lockedPart(uv, asked);
    return locked !== undefined && locked.symmetricDifference(exportedPart(this.#files.read(part))).size === 0;
  }

  #nearest(root: string): string | undefined {
    return upwards(root)
      .map((folder) => path.posix.join(folder, 'uv.lock'))
      .find((file) => this.#files.has(file));
  }

  #all(root: string): string[] {
    return upwards(root).flatMap((folder) => LOCKS.map((name) => path.posix.join(folder, name)).filter((file) => this.#files.has(file)));
  }
}

/** A folder and those above it, up to the workspace root. */
export function upwards(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...upwards(path.posix.dirname(folder))];
}
