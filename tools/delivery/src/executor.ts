import type { ExecutorContext } from '@nx/devkit';
import { boundedRunner } from './adapters/bounded.ts';
import { processRunner } from './adapters/process.ts';
import { workspaceTools } from './adapters/tools.ts';
import { DeliveryError, formatError } from './errors.ts';
import type { BoundedRunner, ProcessRunner } from './ports.ts';
import { announce, type Command, formatCommand } from './toolchain/command.ts';
import type { Project } from './toolchain/toolchain.ts';

/** What every executor starts from. */
export interface Job {
  readonly project: Project;
  readonly workspaceRoot: string;
  readonly process: ProcessRunner;
  /** For tools that answer with findings. */
  readonly bounded: BoundedRunner;
  readonly context: ExecutorContext;
}

export interface Outcome {
  readonly success: boolean;
}

/** Makes a function an Nx executor: a known failure is shown with cause and remedy, a bug with its stack. */
export function executor<Options>(act: (options: Options, job: Job) => Promise<void>) {
  return async (options: Options, context: ExecutorContext): Promise<Outcome> => {
    try {
      await act(options, jobOf(context));
      return { success: true };
    } catch (thrown) {
      const error = isDiskFull(thrown) ? diskFull(thrown) : thrown;
      if (!(error instanceof DeliveryError)) throw error;
      console.error(`\n${formatError(error)}`);
      return { success: false };
    }
  };
}

function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function diskFull({ message, path }: NodeJS.ErrnoException): DeliveryError {
  return new DeliveryError('E_DISK_FULL', {
    what: message,
    ...(path === undefined ? {} : { where: path }),
    fix: 'make room, then run the same command again: npx nx reset empties the cache of Nx',
  });
}

function jobOf(context: ExecutorContext): Job {
  const { root: workspaceRoot, projectName = '' } = context;
  const projects = context.projectsConfigurations.projects;
  const goTools = Object.values(projects).flatMap(({ root, tags }) => (tags?.includes('go-tool') ? [root] : []));
  const tools = workspaceTools(workspaceRoot, goTools);
  return {
    project: { name: projectName, root: projects[projectName]?.root ?? '.' },
    workspaceRoot,
    process: processRunner(workspaceRoot, tools),
    bounded: boundedRunner(workspaceRoot, tools),
    context,
  };
}

/** Runs every command, so that one run shows all problems. @throws E_CHECK_FAILED naming those that failed. */
export async function runChecks(commands: readonly Command[], { process, project }: Job, fix: string): Promise<void> {
  const failed: Command[] = [];
  for (const command of commands) {
    announce(command);
    const { exitCode } = await process.stream(command);
    if (exitCode !== 0) failed.push(command);
  }
  if (failed.length === 0) return;
  throw new DeliveryError('E_CHECK_FAILED', {
    what: `${failed.map(({ title }) => title).join(', ')} found problems in ${project.name}`,
    where: project.root,
    fix,
  });
}

/** Runs the commands one after the other and stops at the first that fails. @throws E_COMMAND_FAILED */
export async function runSteps(commands: readonly Command[], { process, project }: Job): Promise<void> {
  for (const command of commands) {
    announce(command);
    const { exitCode } = await process.stream(command);
    if (exitCode === 0) continue;
    throw new DeliveryError('E_COMMAND_FAILED', {
      what: `${command.title} failed with exit code ${exitCode}`,
      where: `${project.root}: ${formatCommand(command)}`,
      fix: command.fix ?? 'the output above names the cause',
    });
  }
}
