import { DeliveryError } from '../errors.ts';
import { go } from './go.ts';
import { goTool } from './go-tool.ts';
import { type Kind, kinds } from './kinds.ts';
import { proto } from './proto.ts';
import { python } from './python.ts';
import type { Toolchain } from './toolchain.ts';
import { typescript } from './typescript.ts';

/**
 * Every language that the verbs know. A folder that several recognise belongs to the first of them: a proto project
 * carries a go.mod and a pyproject.toml for its generated stubs only.
 */
export const toolchains: readonly Toolchain[] = [proto, goTool, go, python, typescript];

/** @throws E_OPTION_INVALID when there is no such toolchain. */
export function toolchainNamed(name: string): Toolchain {
  const found = toolchains.find((toolchain) => toolchain.name === name);
  if (found) return found;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `there is no toolchain '${name}'`,
    fix: `use one of: ${toolchains.map((toolchain) => toolchain.name).join(', ')}`,
  });
}

/** What a toolchain has for a verb. @param what it is called. @throws E_OPTION_INVALID when it has none: its projects have no such target. */
export function supported<T>(verb: T | undefined, toolchain: string, what: string): T {
  if (verb !== undefined) return verb;
  throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' has no ${what}`, fix: 'remove the target' });
}

/** What `lint` runs for a language, or for a kind of file that belongs to none. @throws E_OPTION_INVALID when there is no such thing. */
export function linterNamed(name: string): Pick<Toolchain, 'comparesWithBase' | 'lint'> | Kind {
  return kinds.find((kind) => kind.name === name) ?? toolchainNamed(name);
}
