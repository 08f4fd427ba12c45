import { styleText } from 'node:util';
import stringWidth from 'string-width';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Text with its style; the style is applied only where colour is wanted. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** Puts cells below each other, two spaces apart. Widths are those of a terminal: a Hangul syllable takes two columns. */
export function align(rows: readonly (readonly Cell[])[], color: boolean): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(text));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => paint(cell, color) + ' '.repeat((widths[column] ?? 0) - stringWidth(cell.text)))
      .join('  ')
      .trimEnd(),
  );
}

/** Whether to use colour is the caller's decision, so the stream is not asked again. */
export function paint({ text, style }: Cell, color: boolean): string {
  return color && style !== undefined && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}

/** Cuts the end of a text that is wider than `width` columns. */
export function ellipsize(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A label and a list after it, continued below the list's start where the line is full. */
export function wrapList(label: string, items: readonly string[], columns: number): string[] {
  const indent = ' '.repeat(stringWidth(label) + 1);
  const lines: string[] = [];
  let line = label;
  items.forEach((item, index) => {
    const word = index === items.length - 1 ? item : `${item},`;
    if (line !== label && stringWidth(`${line} ${word}`) > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line += ` ${word}`;
    }
  });
  return [...lines, line];
}

/** Text in lines that are no wider than `columns`, each after an indent; a word that is wider stands by itself. */
export function wrapText(text: string, indent: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && stringWidth(`${indent}${line} ${word}`) > columns) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, indent + line];
}
