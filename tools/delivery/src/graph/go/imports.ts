/**
 * The import paths of a Go source file, in order of appearance. Imports stand between the package clause and the first
 * other declaration, so nothing after that is read. Commented-out imports and strings are no imports.
 * Grammar: https://go.dev/ref/spec#Import_declarations
 */
export function goImports(source: string): string[] {
  const imports: string[] = [];
  let inImport = false;
  let inGroup = false;
  for (const token of tokensOf(source)) {
    if (inImport && isString(token)) {
      imports.push(unquoted(token));
      inImport = inGroup;
    } else if (inImport && token === '(') inGroup = true;
    else if (inImport && token === ')') inImport = inGroup = false;
    else if (!inImport && token === 'import') inImport = true;
    else if (!inImport && /^(?:func|type|var|const)$/.test(token)) break;
  }
  return imports;
}

/** The name in the package clause; empty when there is none. */
export function packageName(source: string): string {
  let inClause = false;
  for (const token of tokensOf(source)) {
    if (inClause) return token;
    if (token !== 'package') return '';
    inClause = true;
  }
  return '';
}

const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{3})|(.))/gi;

/** An import path may be written with escapes, although nobody does: https://go.dev/ref/spec#String_literals */
function unquoted(token: string): string {
  const text = token.slice(1, -1);
  if (token.startsWith('`') || !text.includes('\\')) return text;
  return text.replaceAll(ESCAPE, (_, x, u, long, octal, char) =>
    char === undefined ? String.fromCodePoint(octal === undefined ? Number.parseInt(x ?? u ?? long, 16) : Number.parseInt(octal, 8)) : char,
  );
}

function isString(token: string): boolean {
  return token.startsWith('"') || token.startsWith('`');
}

/** Comments and strings without an end match without a group and are dropped: nothing is read twice. */
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|("(?:[^"\\\n]|\\.)*"|`[^`]*`|[\p{L}_][\p{L}\p{N}_]*|[()])|"(?:[^"\\\n]|\\.)*/gu;

function* tokensOf(source: string): Generator<string> {
  for (const match of source.matchAll(TOKEN)) {
    if (match[1] !== undefined) yield match[1];
  }
}

/** White space or a comment, one at a time. */
const BEFORE_CODE = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/**
 * Whether a file is excluded from every build by `//go:build ignore`: a script that is run by itself. All other constraints
 * hold somewhere, so their imports count. https://pkg.go.dev/cmd/go#hdr-Build_constraints
 */
export function isExcluded(source: string): boolean {
  if (!source.includes('//go:build ignore')) return false;
  let excluded = false;
  BEFORE_CODE.lastIndex = 0;
  for (let found = BEFORE_CODE.exec(source); found; found = BEFORE_CODE.exec(source)) {
    if (found[0].startsWith('//go:build ')) excluded = found[0].slice('//go:build '.length).trim() === 'ignore';
  }
  return excluded;
}
