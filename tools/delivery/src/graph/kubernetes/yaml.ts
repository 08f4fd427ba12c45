import { createRequire } from 'node:module';
import type { Document } from 'yaml';
import { DeliveryError } from '../../errors.ts';

/** Why a text is no YAML, and where; it survives JSON. */
export interface Problem {
  readonly what: string;
  readonly line: number;
  readonly column: number;
}

export interface Documents {
  /** The content of each document, comments and anchors resolved. */
  readonly documents: readonly unknown[];
  readonly problem?: Problem;
}

const require = createRequire(import.meta.url);

/** Reads a YAML 1.2 stream: https://yaml.org/spec/1.2.2/. What follows a mistake is not known. */
export function parseYaml(text: string): Documents {
  // Loaded late: it takes as long as the whole graph of a repository without Kubernetes.
  const { parseAllDocuments } = require('yaml') as typeof import('yaml');
  const documents: unknown[] = [];
  let at = 0;
  try {
    // Tools differ on a key that is there twice; none of them stops at a tag that it does not know.
    for (const document of parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' })) {
      at = document.range[0];
      const problem = problemOf(document);
      if (problem) return { documents, problem };
      documents.push(document.toJS());
    }
    return { documents };
  } catch (error) {
    // Such as an alias without an anchor, too many aliases, or nesting without end.
    return { documents, problem: { what: messageOf(error), line: text.slice(0, at).split('\n').length, column: 1 } };
  }
}

function problemOf({ errors: [error] }: Document.Parsed): Problem | undefined {
  if (error === undefined) return undefined;
  const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
  return { what: messageOf(error).replace(/ at line \d+, column \d+:?$/, ''), line, column: col };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

export function asError({ what, line, column }: Problem, file: string): DeliveryError {
  return new DeliveryError('E_MANIFEST_INVALID', {
    what: `Invalid YAML: ${what}`,
    where: `${file}:${line}:${column}`,
    fix: 'correct the file, or name it in .nxignore; the format is https://yaml.org/spec/1.2.2/',
  });
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mappings of a list. What is something else names nothing. */
export function mappingsIn(value: unknown): Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** The strings of a list. */
export function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
