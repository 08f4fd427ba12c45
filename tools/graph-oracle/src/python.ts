import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Edge, OwnedSources } from '../../delivery/src/graph/edge.ts';
import { pythonEdges } from '../../delivery/src/graph/python/dependencies.ts';
import { projectFinder } from './checkout.ts';
import type { Truth } from './comparison.ts';

interface PythonGraph {
  readonly projects: readonly string[];
  readonly edges: readonly { from: string; to: string; kind: Edge['kind'] }[];
}

/** What Python's parser says of a file's import; `called` for importlib.import_module and its like. */
export type ParsedImport = readonly [module: string, names: readonly string[], level: number, line: number, called: boolean];

/** The imports of each file, or null where this Python refuses the file. @throws when Python is missing or the program fails. */
export function parsedImports(files: readonly string[]): (readonly ParsedImport[] | null)[] {
  const output = runPython(['imports.py'], files.join('\n'));
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Runs the running Python's interpreter on a program beside this file, or on `-c` and a text. */
export function runPython(args: readonly string[], input = ''): string {
  return execFileSync('python3', args, { cwd: path.join(import.meta.dirname, '../python'), encoding: 'utf8', input, maxBuffer: 1 << 29 });
}

export function edges(context: OwnedSources): Edge[] {
  return pythonEdges(context);
}

/** A folder whose pyproject.toml only holds settings is no project of the plugin: its files belong to what is above it. */
export function truth(root: string, { projects }: OwnedSources): Truth {
  const graph = JSON.parse(runPython(['graph.py', path.resolve(root)])) as PythonGraph;
  const find = projectFinder(projects);
  const lifted = graph.edges.flatMap(({ from, to, kind }) => {
    const source = find(from);
    const target = find(to);
    return source === undefined || target === undefined || source === target ? [] : [{ source, target, kind }];
  });
  return { roots: graph.projects.filter((folder) => Object.values(projects).some((project) => project.root === folder)), edges: lifted };
}
