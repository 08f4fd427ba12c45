import { createRequire } from 'node:module';
import type { Schema } from 'js-yaml';
import { DeliveryError } from '../../errors.ts';

/** Why a text is no YAML, and where; it survives JSON. */
export interface Problem {
  readonly what: string;
  readonly line: number;
  readonly column: number;
}

export interface Documents {
  /** The content of each document: mappings, lists, and strings for everything else. Of a text with a problem nothing is known. */
  readonly documents: readonly unknown[];
  readonly problem?: Problem;
}

const require = createRequire(import.meta.url);
let schema: Schema | undefined;

/** Reads a YAML 1.2 stream: https://yaml.org/spec/1.2.2/. */
export function parseYaml(text: string): Documents {
  // Loaded late: most repositories have nothing of Kubernetes.
  const yaml = require('js-yaml') as typeof import('js-yaml');
  schema ??= tolerantSchema(yaml);
  try {
    // Tools differ on a key that is there twice.
    return { documents: yaml.loadAll(text, { schema, json: true }) };
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { line, column } = error.mark ?? { line: 0, column: 0 };
    return { documents: [], problem: { what: error.reason, line: line + 1, column: column + 1 } };
  }
}

/** No tool stops at a tag that it does not know. */
function tolerantSchema({ FAILSAFE_SCHEMA, strTag, seqTag, mapTag }: typeof import('js-yaml')): Schema {
  const anyTag = { tagName: '', matchByTagPrefix: true };
  return FAILSAFE_SCHEMA.withTags({ ...strTag, ...anyTag }, { ...seqTag, ...anyTag }, { ...mapTag, ...anyTag });
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
