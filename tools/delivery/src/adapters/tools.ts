import { existsSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';
import type { ToolLocator } from '../ports.ts';

/**
 * The workspace's own tools come first, so that everyone runs the pinned version.
 * @param goTools roots of the Go tool modules, relative to the workspace; their programs are in `<root>/bin`.
 */
export function workspaceTools(workspaceRoot: string, goTools: readonly string[]): ToolLocator {
  function inFolder(folder: string, program: string): string | undefined {
    const file = path.join(workspaceRoot, folder, program);
    return existsSync(file) ? file : undefined;
  }
  return {
    locate(origin, program) {
      if (origin === 'path') return program;
      if (origin === 'node') return inFolder('node_modules/.bin', program) ?? missing(program, 'npm ci');
      if (origin === 'python') return inFolder('.venv/bin', program) ?? missing(program, 'make setup');
      for (const root of goTools) {
        const file = inFolder(path.join(root, 'bin'), program);
        if (file !== undefined) return file;
      }
      // A repository without a tool module for it may still have the program installed.
      return program;
    },
  };
}

function missing(program: string, fix: string): never {
  throw new DeliveryError('E_TOOL_MISSING', { what: `'${program}' is not installed in this workspace`, fix });
}
