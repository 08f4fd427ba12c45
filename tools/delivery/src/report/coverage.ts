import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';

/** How much of a project its tests reach. */
export interface Coverage {
  /** Go counts statements, Python and TypeScript lines. */
  readonly unit: 'statements' | 'lines';
  readonly covered: number;
  readonly total: number;
  /** Sorted by path. */
  readonly files: readonly FileCoverage[];
}

export interface FileCoverage {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly covered: number;
  readonly total: number;
  /** Lines that no test reached, as ranges: `12`, `20-24`. */
  readonly missing: readonly string[];
}

/** Files of a test's output folder that hold coverage, and how each is read. */
export const COVERAGE_FILES = {
  'coverage.out': fromGo,
  'coverage.xml': fromCobertura,
  'cobertura-coverage.xml': fromCobertura,
} as const;

/** Where a project lies; paths in its reports are relative to it, or to something above. */
export interface CoveragePlace {
  /** Relative to the workspace root. */
  readonly root: string;
  /** Path of its Go module, as its go.mod has it. */
  readonly module?: string;
}

const BLOCK = /^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$/gm;

/** Reads what `go test -coverprofile` writes; a block may stand there once for each package that was tested. */
function fromGo(text: string, { root, module = '' }: CoveragePlace): Coverage {
  const blocks = new Map<string, { file: string; first: number; last: number; statements: number; hit: boolean }>();
  for (const [, name = '', first, last, statements, hits] of text.matchAll(BLOCK)) {
    const id = `${name}:${first},${last}`;
    const file = name.startsWith(`${module}/`) ? path.posix.join(root, name.slice(module.length + 1)) : name;
    const hit = blocks.get(id)?.hit === true || hits !== '0';
    blocks.set(id, { file, first: Number(first), last: Number(last), statements: Number(statements), hit });
  }
  const files = [...Map.groupBy(blocks.values(), ({ file }) => file)].map(([file, own]): FileCoverage => {
    const missed = own
      .filter(({ hit }) => !hit)
      .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
    const add = (some: typeof own) => some.reduce((sum, { statements }) => sum + statements, 0);
    return { file, covered: add(own.filter(({ hit }) => hit)), total: add(own), missing: ranges(missed) };
  });
  return coverageOf('statements', files);
}

interface CoberturaClass {
  readonly '@filename': string;
  readonly lines?: '' | { readonly line?: readonly { readonly '@number': string; readonly '@hits': string }[] };
}
interface Cobertura {
  readonly coverage?: {
    readonly sources?: '' | { readonly source?: readonly string[] };
    readonly packages?: '' | { readonly package?: readonly { readonly classes?: '' | { readonly class?: readonly CoberturaClass[] } }[] };
  };
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => ['source', 'package', 'class', 'line'].includes(name),
});

/** Reads what coverage.py and vitest write (Cobertura, coverage-04.dtd). Their sources are relative to the project, or absolute. */
function fromCobertura(text: string, { root }: CoveragePlace): Coverage {
  const { coverage = {} } = parser.parse(text) as Cobertura;
  const [source = '.'] = filled(coverage.sources).source ?? [];
  const folder = path.posix.isAbsolute(source) ? root : path.posix.join(root, source);
  const classes = (filled(coverage.packages).package ?? []).flatMap((one) => filled(one.classes).class ?? []);
  const files = classes.map(({ '@filename': name, lines }): FileCoverage => {
    const all = (filled(lines).line ?? []).map((line) => ({ number: Number(line['@number']), hit: line['@hits'] !== '0' }));
    const missed = all.filter(({ hit }) => !hit);
    return {
      file: path.posix.join(folder, name),
      covered: all.length - missed.length,
      total: all.length,
      missing: ranges(missed.map(({ number }) => number)),
    };
  });
  return coverageOf('lines', files);
}

/** The parser gives an empty string for an element without children. */
function filled<T>(element: '' | T | undefined): Partial<T> {
  return element || {};
}

function coverageOf(unit: Coverage['unit'], files: readonly FileCoverage[]): Coverage {
  const add = (part: 'covered' | 'total') => files.reduce((sum, file) => sum + file[part], 0);
  return { unit, covered: add('covered'), total: add('total'), files: files.toSorted((a, b) => (a.file < b.file ? -1 : 1)) };
}

/** Joins neighbours: 1, 2, 3, 7 -> `1-3`, `7`. */
function ranges(lines: readonly number[]): string[] {
  const found: [first: number, last: number][] = [];
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
}

/** In percent with one decimal; a project without any code to reach is reached. Never 100 while anything is missed. */
export function percentOf({ covered, total }: Pick<Coverage, 'covered' | 'total'>): number {
  return total === 0 ? 100 : Math.floor((covered / total) * 1000) / 10;
}
