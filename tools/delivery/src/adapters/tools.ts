import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';
import { parseGoMod, programOf } from '../graph/go/go-mod.ts';
import type { ToolLocator } from '../ports.ts';
import { refuseOtherVersion } from './installed.ts';

/**
 * The workspace's own tools come first, so that everyone runs the pinned version.
 * @param goTools roots of the Go tool modules, relative to the workspace; their programs are in `<root>/bin`.
 */
export function workspaceTools(workspaceRoot: string, goTools: readonly string[]): ToolLocator {
  function inFolder(folder: string, program: string): string | undefined {
    const file = path.join(workspaceRoot, folder, program);
    return existsSync(file) ? file : undefined;
  }
  function locked(origin: 'node' | 'python', folder: string, program: string, fix: string): string {
    const file = inFolder(folder, program) ?? missing(program, fix);
    refuseOtherVersion(workspaceRoot, origin, file);
    return file;
  }
  return {
    locate(origin, program) {
      if (origin === 'path') return program;
      if (origin === 'node') return locked(origin, 'node_modules/.bin', program, 'npm ci');
      if (origin === 'python') return locked(origin, '.venv/bin', program, 'make setup');
      for (const root of goTools) {
        const file = inFolder(path.join(root, 'bin'), program);
        if (file !== undefined) return file;
        // Whatever is on PATH is not what is pinned.
        if (pins(path.join(workspaceRoot, root, 'go.mod'), program)) missing(program, `npx nx run ${path.basename(root)}:build`);
      }
      // A repository without a tool module for it may still have the program installed.
      return program;
    },
  };
}

function pins(goMod: string, program: string): boolean {
  if (!existsSync(goMod)) return false;
  return parseGoMod(readFileSync(goMod, 'utf8'), goMod).tools.some((tool) => programOf(tool) === program);
}

function missing(program: string, fix: string): never {
  throw new DeliveryError('E_TOOL_MISSING', { what: `'${program}' is not installed in this workspace`, fix });
}
