import { stripVTControlCharacters } from 'node:util';
import { printable } from '../printable.ts';

/** Markup that may be put into a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly Html[];

/** Template tag: every value that is not `Html` is text, and is escaped for elements and quoted attributes. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(literals.reduce((markup, literal, index) => markup + markupOf(values[index - 1] ?? '') + literal));
}

/** For markup that is part of this program, such as the style sheet. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Text of several lines, for `pre`: without the colours that a program gave it. */
export function lines(text: string): Html {
  const escaped = stripVTControlCharacters(text).replaceAll('\t', '    ').split(/\r?\n/).map(escapeText);
  return new Html(escaped.join('\n'));
}

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return escapeText(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
