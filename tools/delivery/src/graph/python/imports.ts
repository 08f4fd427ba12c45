import { PythonCursor } from './cursor.ts';

/** One imported module. `import a, b` is two of them; `from a import b, c` is one. */
export interface PythonImport {
  /** Dotted name without the leading dots; empty in `from . import x`. */
  readonly module: string;
  /** What `from` takes out of the module: attributes, submodules or `*`. Empty for `import` and for calls. */
  readonly names: readonly string[];
  /** Number of leading dots. */
  readonly level: number;
  /** Line of the statement or of the call, from 1. */
  readonly line: number;
}

/** What the reader stops at, in code and in a replacement field of an f-string. Anything else is no import. */
const CODE = /[#'"]|import|from/g;
const FIELD = /[#'"()[\]{}:]|import|from/g;
const CALLS = new Set(['import_module', '__import__', 'importorskip']);
/** CPython refuses what is nested deeper, so nothing valid is lost. */
const MAX_NESTING = 150;

/**
 * The imports of a Python source in order of appearance, at any depth of blocks: statements, and calls of
 * `importlib.import_module`, `__import__` and `pytest.importorskip` with a literal name. Reads each character a bounded
 * number of times, whatever the text is; what Python would refuse gives some imports or none.
 * @param text with `\n` as line end: see source.ts.
 */
export function pythonImports(text: string): PythonImport[] {
  const reader = new Reader(text);
  reader.code(CODE, 0);
  return reader.imports;
}

class Reader {
  readonly imports: PythonImport[] = [];
  readonly #cursor: PythonCursor;

  constructor(text: string) {
    this.#cursor = new PythonCursor(text);
  }

  /** Reads code up to the end of the text or, in a replacement field, up to what ends its expression: `}` or `:`. */
  code(pattern: RegExp, nesting: number): void {
    const cursor = this.#cursor;
    let brackets = 0;
    for (let token = cursor.find(pattern); token !== undefined; token = cursor.find(pattern)) {
      if (token === '#') cursor.skipLine();
      else if (token === '"' || token === "'") this.#string(token, nesting);
      else if (token.length > 1) this.#word(cursor.wholeName(token));
      else if (token === '(' || token === '[' || token === '{') brackets++;
      else if (brackets > 0 && token !== ':') brackets--;
      else if (brackets === 0 && (token === '}' || token === ':')) {
        if (token === ':') cursor.back();
        return;
      }
    }
  }

  #word(word: string): void {
    if (word === 'import') this.#importStatement();
    else if (word === 'from') this.#fromStatement();
    else if (CALLS.has(word)) this.#call();
  }

  /** The quote has been read. */
  #string(quote: string, nesting: number): void {
    const cursor = this.#cursor;
    const prefix = cursor.stringPrefix();
    const end = cursor.accept(quote.repeat(2)) ? quote.repeat(3) : quote;
    if (/[ft]/i.test(prefix) && nesting < MAX_NESTING) this.#template(end, /r/i.test(prefix), nesting, false);
    else cursor.skipString(end);
  }

  /** The literal part of an f-string, or of the format after `:` in a replacement field, with the fields that it holds. */
  #template(end: string, raw: boolean, nesting: number, format: boolean): void {
    const cursor = this.#cursor;
    for (let token = cursor.findInTemplate(end, raw); token !== undefined; token = cursor.findInTemplate(end, raw)) {
      if (token === '{' && (format || !cursor.accept('{'))) {
        if (nesting < MAX_NESTING) this.#field(end, raw, nesting + 1);
      } else if (token === '}' && format) return;
      else if (token === end) {
        // The end of the string ends an unfinished format too; whoever reads the string shall see it.
        if (format) cursor.back(end.length);
        return;
      }
    }
  }

  #field(end: string, raw: boolean, nesting: number): void {
    this.code(FIELD, nesting);
    if (this.#cursor.accept(':')) this.#template(end, raw, nesting, true);
  }

  #importStatement(): void {
    const cursor = this.#cursor;
    const line = cursor.line();
    do {
      const module = cursor.dottedName();
      if (module === '') return;
      this.imports.push({ module, names: [], level: 0, line });
      if (cursor.acceptWord('as')) cursor.name();
    } while (cursor.acceptToken(','));
  }

  #fromStatement(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const line = cursor.line();
    const level = cursor.dots();
    const module = cursor.dottedName();
    // `yield from x` and `raise x from y`.
    if (!cursor.acceptWord('import') || (level === 0 && module === '')) {
      cursor.at = start;
      return;
    }
    const names = cursor.acceptToken('*') ? ['*'] : this.#names(cursor.acceptToken('('));
    if (names.length > 0) this.imports.push({ module, names, level, line });
  }

  #names(grouped: boolean): string[] {
    const cursor = this.#cursor;
    const names: string[] = [];
    do {
      const name = cursor.name(grouped);
      if (name === '') break;
      names.push(name);
      if (cursor.acceptWord('as', grouped)) cursor.name(grouped);
    } while (cursor.acceptToken(',', grouped));
    return names;
  }

  /** The callee has been read. What follows is code like any other, so it is only looked at. */
  #call(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const line = cursor.line();
    const module = cursor.acceptToken('(', true) ? cursor.literalArgument() : undefined;
    if (module !== undefined && module !== '' && !module.startsWith('.')) this.imports.push({ module, names: [], level: 0, line });
    cursor.at = start;
  }
}
