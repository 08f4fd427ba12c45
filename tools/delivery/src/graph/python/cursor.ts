const NAME = /[\w\x80-\uffff]+/y;
const NAME_END = /[\w\x80-\uffff]/;
const STRING_PREFIX = /(?<![\w\x80-\uffff])[a-z]{1,2}$/i;
/** A string without replacement fields; `b` and anything unknown makes the value no text. */
const TEXT_PREFIX = /^(?:r|u|)$/i;

/** A position in Python source, and the words around it that the import scanner asks for. */
export class PythonCursor {
  at = 0;
  readonly #text: string;
  #line = 1;
  #lineEnd: number;

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = text.indexOf('\n');
  }

  /** Moves behind the next match of a global pattern and returns it. */
  find(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    this.at = match ? pattern.lastIndex : this.#text.length;
    return match?.[0];
  }

  /** The name that `part`, just read, stands in, with what follows and with leading underscores; '' if more stands before it. */
  wholeName(part: string): string {
    const start = this.at - part.length;
    const begin = this.#text.startsWith('__', start - 2) ? start - 2 : start;
    if (begin > 0 && NAME_END.test(this.#text.charAt(begin - 1))) return '';
    NAME.lastIndex = start;
    NAME.test(this.#text);
    this.at = NAME.lastIndex;
    return this.#text.slice(begin, this.at);
  }

  /** Number of the line at the position, from 1. */
  line(): number {
    while (this.#lineEnd >= 0 && this.#lineEnd < this.at) {
      this.#line++;
      this.#lineEnd = this.#text.indexOf('\n', this.#lineEnd + 1);
    }
    return this.#line;
  }

  back(count = 1): void {
    this.at -= count;
  }

  skipLine(): void {
    const end = this.#text.indexOf('\n', this.at);
    this.at = end < 0 ? this.#text.length : end;
  }

  /** Moves behind `text` if it stands right here. */
  accept(text: string): boolean {
    if (!this.#text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  acceptToken(token: string, grouped = false): boolean {
    this.#skipBlank(grouped);
    return this.accept(token);
  }

  acceptWord(word: string, grouped = false): boolean {
    const start = this.at;
    if (this.name(grouped) === word) return true;
    this.at = start;
    return false;
  }

  /** The name here, or '' if there is none. Names are equal if their compatibility forms are. */
  name(grouped = false): string {
    this.#skipBlank(grouped);
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.#text)?.[0] ?? '';
    this.at += name.length;
    return name.normalize('NFKC');
  }

  /** A dotted name, in which `from` and `import` are no names: they begin another statement. */
  dottedName(): string {
    const names: string[] = [];
    for (;;) {
      const start = this.at;
      const name = this.name();
      if (name === '' || name === 'import' || name === 'from') {
        this.at = start;
        break;
      }
      names.push(name);
      if (!this.acceptToken('.')) break;
    }
    return names.join('.');
  }

  dots(): number {
    let count = 0;
    while (this.acceptToken('.')) count++;
    return count;
  }

  /** What stands before the quote that has just been read: `rb`, `f`, … */
  stringPrefix(): string {
    const quote = this.at - 1;
    return STRING_PREFIX.exec(this.#text.slice(Math.max(0, quote - 3), quote))?.[0] ?? '';
  }

  /** Moves behind a string whose opening quotes have been read, or to the end of the line of one that does not end. */
  skipString(end: string): void {
    const pattern = STRING_TOKENS[end] as RegExp;
    for (let token = this.find(pattern); token !== undefined; token = this.find(pattern)) {
      if (!token.startsWith('\\')) return;
    }
  }

  /** The next thing that matters in an f-string: a brace or the end of the string, which a line end is too unless it is a long one. */
  findInTemplate(end: string, raw: boolean): string | undefined {
    const pattern = (raw ? RAW_TEMPLATE_TOKENS : TEMPLATE_TOKENS)[end] as RegExp;
    let token = this.find(pattern);
    while (token?.startsWith('\\')) token = this.find(pattern);
    if (token !== '\n') return token;
    this.back();
    return undefined;
  }

  /** The text of a string that is the first argument of a call whose parenthesis has been read; undefined for any other argument. */
  literalArgument(): string | undefined {
    const parts: string[] = [];
    let parentheses = 0;
    while (this.acceptToken('(', true)) parentheses++;
    for (let part = this.#textLiteral(); part !== undefined; part = this.#textLiteral()) parts.push(part);
    while (parentheses > 0 && this.acceptToken(')', true)) parentheses--;
    const alone = parentheses === 0 && (this.acceptToken(',', true) || this.acceptToken(')', true));
    return alone && parts.length > 0 ? parts.join('') : undefined;
  }

  #textLiteral(): string | undefined {
    const prefix = this.name(true);
    const quote = this.accept('"') ? '"' : this.accept("'") ? "'" : undefined;
    if (quote === undefined || !TEXT_PREFIX.test(prefix)) return undefined;
    const end = this.accept(quote.repeat(2)) ? quote.repeat(3) : quote;
    const start = this.at;
    this.skipString(end);
    const value = this.#text.slice(start, this.at - end.length);
    // No module's name needs an escape.
    return value.includes('\\') ? undefined : value;
  }

  /** Skips blanks and line continuations; in parentheses also line ends and comments. */
  #skipBlank(grouped: boolean): void {
    for (;;) {
      const char = this.#text[this.at];
      if (char === ' ' || char === '\t' || char === '\f' || (grouped && char === '\n')) this.at++;
      else if (char === '\\' && this.#text[this.at + 1] === '\n') this.at += 2;
      else if (grouped && char === '#') this.skipLine();
      else return;
    }
  }
}

/** By closing quotes: escapes, and what ends the string. */
const STRING_TOKENS: Readonly<Record<string, RegExp>> = {
  "'": /\\.|['\n]/gs,
  '"': /\\.|["\n]/gs,
  "'''": /\\.|'''/gs,
  '"""': /\\.|"""/gs,
};
/** The same with braces. A backslash does not escape a brace, but `\N{…}` is a character by its name. */
const TEMPLATE_TOKENS: Readonly<Record<string, RegExp>> = {
  "'": /\\N\{[^}'\n]{0,100}\}|\\[^{}]|[{}'\n]/g,
  '"': /\\N\{[^}"\n]{0,100}\}|\\[^{}]|[{}"\n]/g,
  "'''": /\\N\{[^}'\n]{0,100}\}|\\[^{}]|[{}]|'''/g,
  '"""': /\\N\{[^}"\n]{0,100}\}|\\[^{}]|[{}]|"""/g,
};
const RAW_TEMPLATE_TOKENS: Readonly<Record<string, RegExp>> = {
  "'": /\\[^{}]|[{}'\n]/g,
  '"': /\\[^{}]|["{}\n]/g,
  "'''": /\\[^{}]|[{}]|'''/g,
  '"""': /\\[^{}]|[{}]|"""/g,
};
