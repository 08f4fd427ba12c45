import type { Command } from '../toolchain/command.ts';

/** A call of the workspace's own Nx. */
export function nx(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  return { title: 'nx', origin: 'node', program: 'nx', args, cwd: '.', env };
}
