import type { Look } from './answer.ts';

/** Where a package stands in the text of a lock file, by the file's name. @returns a line, from 1 on; the first when it is not found. */
export function lineOfPackage(file: string, text: string, name: string, version: string): number {
  const lines = text.split('\n');
  const index = lines.findIndex(matcherFor(file, lines, name, version));
  return index === -1 ? 1 : index + 1;
}

function hasPackage(file: string, text: string, name: string, version: string): boolean {
  const lines = text.split('\n');
  return lines.some(matcherFor(file, lines, name, version));
}

type Listed = (ecosystem: string | undefined, name: string, version: string) => boolean;

/** @returns whether a package stands in one of the lock files that others report: it is told of there only. */
export function listedElsewhere({ elsewhere, read }: Look): Listed {
  const locks = elsewhere.map((file) => ({ file, ecosystem: ecosystemOf(file), text: read(file) }));
  return (ecosystem, name, version) =>
    locks.some((lock) => lock.ecosystem === ecosystem && hasPackage(lock.file, lock.text, name, version));
}

/** Ecosystem of what a lock file lists, by osv.dev's name: two of them may have packages of one name and version. */
function ecosystemOf(file: string): 'Go' | 'npm' | 'PyPI' {
  if (file.endsWith('go.mod')) return 'Go';
  return file.endsWith('package-lock.json') ? 'npm' : 'PyPI';
}

type Matches = (line: string, index: number) => boolean;

function matcherFor(file: string, lines: readonly string[], name: string, version: string): Matches {
  if (file.endsWith('go.mod')) return goModule(name);
  if (file.endsWith('package-lock.json')) {
    const key = new RegExp(String.raw`^\s*"(?:.*/)?node_modules/${escaped(name)}": \{$`);
    return (line, index) => key.test(line) && (lines[index + 1]?.includes(`"${version}"`) ?? false);
  }
  if (file.endsWith('uv.lock')) {
    return (line, index) => line === `name = "${name}"` && (lines[index + 1]?.includes(`"${version}"`) ?? false);
  }
  return (line) => line === `${name}==${version}` || line.startsWith(`${name}==${version} `);
}

/** A requirement, with or without a block around it; the standard library is that of the Go version. */
function goModule(name: string): Matches {
  if (name === 'stdlib' || name === 'toolchain') return (line) => /^(?:toolchain|go)\s/.test(line);
  const requirement = new RegExp(String.raw`^\s*(?:require\s+)?${escaped(name)}\s+v`);
  return (line) => requirement.test(line);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
