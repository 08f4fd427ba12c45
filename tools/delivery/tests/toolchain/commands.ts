import { type Command, formatCommand } from '../../src/toolchain/command.ts';

/** Each command in one line: folder, variables, where its program comes from, and what one would type. */
export function linesOf(commands: readonly Command[] | undefined): string[] {
  return (commands ?? []).map(({ origin, program, args, cwd, env = {} }) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    return `${cwd}> ${variables.join('')}${origin}:${formatCommand({ program, args })}`;
  });
}
