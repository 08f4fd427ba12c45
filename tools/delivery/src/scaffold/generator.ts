import type { Tree } from '@nx/devkit';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { forNx } from '../errors.ts';
import type { ProcessRunner } from '../ports.ts';

/** Runs commands below a folder. */
export type RunnerIn = (folder: string) => ProcessRunner;

/** What happens once Nx has written the tree. */
export type Afterwards = () => Promise<void>;

const runnerIn: RunnerIn = (folder) => processRunner(folder, workspaceTools(folder, []));

/** Makes a function an Nx generator: a known failure is shown with cause and remedy, a bug with its stack. */
export function generator<Options>(act: (tree: Tree, options: Options, runnerIn: RunnerIn) => Promise<Afterwards>) {
  return async (tree: Tree, options: Options): Promise<Afterwards> => {
    try {
      return await act(tree, options, runnerIn);
    } catch (error) {
      throw forNx(error as Error);
    }
  };
}
