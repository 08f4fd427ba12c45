import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Edge, OwnedSources } from '../../delivery/src/graph/edge.ts';
import { pythonEdges } from '../../delivery/src/graph/python/dependencies.ts';
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

/** What Python's parsers say of checkouts. @throws when Python is missing or the program fails. */
export function truths(checkouts: readonly (readonly [root: string, context: OwnedSources])[]): Truth[] {
  const questions = checkouts.map(([root, { projects }]) => ({ folder: path.resolve(root), others: rootsOfOthers(projects) }));
  const answers = runPython(['graph.py'], questions.map((question) => JSON.stringify(question)).join('\n'));
  return answers
    .trimEnd()
    .split('\n')
    .map((line, position) => named(JSON.parse(line) as PythonGraph, checkouts[position]?.[1].projects ?? {}));
}

/** Roots of the projects that are not Python's: the files below them are theirs. */
function rootsOfOthers(projects: OwnedSources['projects']): string[] {
  return Object.values(projects).flatMap(({ root, tags }) => (tags?.includes('python') ? [] : [root]));
}

/** With the plugin's names; an edge from or to a project that the plugin lacks has the folder in its place. */
function named({ projects: roots, edges }: PythonGraph, projects: OwnedSources['projects']): Truth {
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const nameOf = (folder: string) => names.get(folder) ?? folder;
  return { roots, edges: edges.map(({ from, to, kind }) => ({ source: nameOf(from), target: nameOf(to), kind })) };
}
