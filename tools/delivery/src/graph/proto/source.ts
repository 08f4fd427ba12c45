/** What the project graph needs of a .proto file. */
export interface ProtoSource {
  /** Paths of the imported files, as written: relative to an import root. */
  readonly imports: readonly string[];
  /** Import path of the Go package that is generated from the file, if it says one. */
  readonly goPackage: string | undefined;
}

export const NOTHING: ProtoSource = { imports: [], goPackage: undefined };

/** A comment, a string (the first or second group), a word, or a sign. */
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|[\w.]+|[=;(){}]/g;

/** Grammar: https://protobuf.dev/reference/protobuf/proto3-spec/ */
export function parseProtoSource(text: string): ProtoSource {
  const imports: string[] = [];
  let goPackage: string | undefined;
  let statement: string[] = [];
  for (const [token, double, single] of text.matchAll(TOKEN)) {
    const value = double ?? single;
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (value === undefined && /^[;{}]$/.test(token)) {
      statement = [];
      continue;
    }
    if (value !== undefined && /^import(?: public| weak| option)?$/.test(statement.join(' '))) imports.push(value);
    if (value !== undefined && statement.join(' ') === 'option go_package =') goPackage = value.split(';', 1)[0];
    statement.push(value === undefined ? token : '""');
  }
  return { imports, goPackage };
}
