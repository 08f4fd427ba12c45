import { hash } from 'node:crypto';

/** The folder of a scope: a hash of its name, as names are case-sensitive and may be long, and not every storage is and allows it. */
export function folderOf(scope: string): string {
  return hash('sha256', scope).slice(0, 32);
}
