import { Ajv, type ErrorObject } from 'ajv';
import description from './github.openapi.json' with { type: 'json' };

/** What GitHub's own description of its API says of requests and answers: what is validated here is validated as GitHub has it. */

export type Json = Record<string, unknown>;

/** An operation of the description. */
export interface Operation {
  readonly method: string;
  /** `/repos/{owner}/{repo}/rulesets` */
  readonly template: string;
}

const SCHEMA = 'content/application~1json/schema';
const OPTIONS = { strict: false, allErrors: true, validateFormats: false };
const answers = new Ajv(OPTIONS).addSchema(description, 'github');
/** GitHub overlooks what it does not know; of a misspelt name the double complains. */
const requests = new Ajv(OPTIONS).addSchema(closed(description) as object, 'github');

/** The first status with a body that the operation may answer; 204 where it has none. */
export function successOf({ method, template }: Operation): number {
  const paths: Record<string, Record<string, { responses: object }>> = description.paths;
  return Number(Object.keys(paths[template]?.[method.toLowerCase()]?.responses ?? {})[0] ?? 204);
}

export function problemsOfRequest(operation: Operation, body: Json): string[] {
  return problemsOf(requests, `${placeOf(operation)}/requestBody/${SCHEMA}`, body);
}

export function problemsOfAnswer(operation: Operation, status: number, body: Json | Json[]): string[] {
  return problemsOf(answers, `${placeOf(operation)}/responses/${status}/${SCHEMA}`, body);
}

/** Everything that the description requires of one of its components, with values that say nothing. */
export function filled(name: string): Json {
  const { required = [], properties = {} } = (description.components.schemas as Record<string, Schema>)[name] ?? {};
  return Object.fromEntries(required.map((key) => [key, anyValue(properties[key] ?? {})]));
}

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
}

function anyValue({ type, format, enum: values, $ref }: Schema): unknown {
  if ($ref !== undefined) return filled($ref.split('/').at(-1) ?? '');
  if (values !== undefined) return values[0];
  if (type === 'integer') return 1;
  if (type === 'boolean') return false;
  if (format === 'date-time') return '2026-11-24T00:00:00Z';
  return format === 'uri' ? 'https://github.com' : '-';
}

function placeOf({ method, template }: Operation): string {
  return `#/paths/${encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'))}/${method.toLowerCase()}`;
}

/** @returns nothing for a place that the description does not have: no body. */
function problemsOf(ajv: Ajv, place: string, value: unknown): string[] {
  const validate = ajv.getSchema(`github${place}`);
  if (validate === undefined || validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message}`);
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, closed(member)]));
  return 'properties' in schema && !('anyOf' in schema) ? { ...members, additionalProperties: false } : members;
}
