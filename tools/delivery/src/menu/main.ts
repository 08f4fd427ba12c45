import { readFileSync } from 'node:fs';
import enquirer from 'enquirer';
import { execa } from 'execa';
import { ellipsize } from '../report/align.ts';
import { formatCommand } from '../toolchain/command.ts';
import { type MakeTarget, targetsIn } from './targets.ts';

/** What a choice of the list has on its left. */
const POINTER = 2;

/** Lets somebody who does not know the targets choose one, asks for what it takes, and runs it. */
async function menu(): Promise<number> {
  const targets = targetsIn(readFileSync('Makefile', 'utf8'));
  const target = await choose(targets);
  const given = await valuesFor(target);
  const command = { program: 'make', args: [target.name, ...given] };
  console.log(`> ${formatCommand(command)}`);
  const { exitCode } = await execa(command.program, command.args, { stdio: 'inherit', reject: false });
  return exitCode ?? 1;
}

async function choose(targets: readonly MakeTarget[]): Promise<MakeTarget> {
  const columns = Math.min(process.stdout.columns ?? 80, 120) - POINTER;
  const width = Math.max(...targets.map(({ name }) => name.length));
  const { name } = await enquirer.prompt<{ name: string }>({
    type: 'autocomplete',
    name: 'name',
    message: 'What shall be done? Type to search',
    choices: targets.map((target) => ({ name: target.name, message: ellipsize(`${target.name.padEnd(width)}  ${target.help}`, columns) })),
    // Known to the prompt, not to its types.
    ...{ limit: 15 },
  });
  return targets.find((target) => target.name === name) ?? fail(name);
}

async function valuesFor({ variables }: MakeTarget): Promise<string[]> {
  const given: string[] = [];
  for (const { name, value } of variables) {
    const answer = await enquirer.prompt<{ value: string }>({ type: 'input', name: 'value', message: `${name}: ${value}, or nothing` });
    if (answer.value !== '') given.push(`${name}=${answer.value}`);
  }
  return given;
}

function fail(name: string): never {
  throw new Error(`there is no target '${name}'`);
}

// Left with Ctrl-C, enquirer closes its input twice, which Node 24 takes for an error.
process.once('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ERR_USE_AFTER_CLOSE') process.exit(130);
  throw error;
});

try {
  process.exitCode = await menu();
} catch (error) {
  // Escape and Ctrl-C: the prompt rejects with nothing.
  if (error) throw error;
  process.exitCode = 130;
}
