import { BRANCHES_FILE, type Branch } from '../../deploy/settings.ts';
import { DeliveryError } from '../../errors.ts';

/** Environments that a push to a branch goes to, one after the other; the workflow has a job for each. */
export interface Destination {
  readonly first: string;
  readonly next: string;
}

/** @returns empty names where nothing is deployed. @throws E_SETTINGS_INVALID, also for a branch that no pattern has. */
export function destinationOf(name: string, branches: readonly Branch[]): Destination {
  const [first = '', next = '', ...more] = policyOf(name, branches).deploysTo;
  if (more.length === 0) return { first, next };
  throw new DeliveryError('E_SETTINGS_INVALID', {
    what: `'${name}' is deployed to ${more.length + 2} environments, and build.yml has jobs for two`,
    where: BRANCHES_FILE,
    fix: 'name two at most, or give .github/workflows/build.yml one more job like promote',
  });
}

/** The first entry whose pattern fits counts. @throws E_SETTINGS_INVALID */
export function policyOf(name: string, branches: readonly Branch[]): Branch {
  const found = branches.find(({ pattern }) => fits(name, pattern));
  if (found !== undefined) return found;
  throw new DeliveryError('E_SETTINGS_INVALID', {
    what: `no pattern fits the branch '${name}'`,
    where: BRANCHES_FILE,
    fix: `name it like one of: ${branches.map(({ pattern }) => pattern).join(', ')}; or give it an entry`,
  });
}

/** As GitHub reads it in a workflow and in a ruleset: the `*` at the end of a pattern stands for anything but a slash. */
function fits(name: string, pattern: string): boolean {
  if (!pattern.endsWith('/*')) return name === pattern;
  const folder = pattern.slice(0, -1);
  return name.startsWith(folder) && name.length > folder.length && !name.includes('/', folder.length);
}
