import type { LintCheck } from '../../src/toolchain/check.ts';
import { type Command, formatCommand } from '../../src/toolchain/command.ts';

/** Each command in one line: folder, variables, where its program comes from, and what one would type. */
export function linesOf(commands: readonly Command[] | undefined): string[] {
  return (commands ?? []).map(({ origin, program, args, cwd, env = {} }) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    return `${cwd}> ${variables.join('')}${origin}:${formatCommand({ program, args })}`;
  });
}

/** What people see of checks: the commands in the form for them. */
export function shownOf(checks: readonly LintCheck[] | undefined): string[] {
  return linesOf(checks?.map(({ shown, command }) => shown ?? command));
}

/** What is asked where that has failed, and how the answer is read. */
export function askedOf(checks: readonly LintCheck[] | undefined): string[] {
  return (checks ?? []).map((check) => `${check.tool}, ${check.format}: ${linesOf([check.command])}`);
}
