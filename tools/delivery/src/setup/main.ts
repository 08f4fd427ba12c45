import { existsSync } from 'node:fs';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { DeliveryError, formatError } from '../errors.ts';
import { announce, formatCommand } from '../toolchain/command.ts';
import { type Machine, type Step, steps } from './steps.ts';

/** Installs what is missing and says what; does nothing, in a moment, when nothing is. */
async function setUp(machine: Machine): Promise<void> {
  for (const step of steps) {
    if (await step.isDone(machine)) continue;
    if (step.systemWide && !machine.apt) {
      console.log(`missing: ${step.name}, needed for ${step.needed}\n  fix    ${step.fix}`);
      continue;
    }
    console.log(`installing: ${step.name}, needed for ${step.needed}${step.systemWide ? ' (system packages)' : ''}`);
    await install(step, machine);
  }
}

async function install(step: Step, { process }: Machine): Promise<void> {
  for (const command of step.install) {
    announce(command);
    const { exitCode } = await process.stream(command);
    if (exitCode !== 0)
      throw new DeliveryError('E_TOOL_MISSING', {
        what: `${step.name} could not be installed`,
        where: formatCommand(command),
        fix: step.fix,
      });
  }
}

const workspaceRoot = process.cwd();
try {
  await setUp({
    workspaceRoot,
    process: processRunner(workspaceRoot, workspaceTools(workspaceRoot, [])),
    apt: existsSync('/usr/bin/apt-get') && process.getuid?.() === 0,
  });
} catch (error) {
  if (!(error instanceof DeliveryError)) throw error;
  console.error(formatError(error));
  process.exitCode = 1;
}
