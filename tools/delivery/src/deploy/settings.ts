import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { DeliveryError } from '../errors.ts';
import { ENVIRONMENTS_FILE } from '../graph/markers.ts';
import branchesSchema from './branches.schema.json' with { type: 'json' };
import environmentsSchema from './environments.schema.json' with { type: 'json' };

/** Relative to the workspace root. */
export const BRANCHES_FILE = 'deployments/branches.json';

/** Pod by pod in one Deployment, or by a second Deployment beside the first and a switch of the Service between them. */
export type Strategy = 'rolling' | 'blue-green';

/** deployments/environments.json; what its fields mean is said in environments.schema.json. */
export interface Environments {
  readonly version: 1;
  readonly services: readonly string[];
  readonly migration?: Migration;
  readonly entry?: Entry;
  readonly environments: Readonly<Record<string, EnvironmentSettings>>;
}

export interface Migration {
  readonly service: string;
  readonly files: string;
}

/** The service that the url of an environment reaches, and where it says which pod answers: `{"instance": "<pod>"}`. */
export interface Entry {
  readonly service: string;
  readonly path: string;
}

export interface EnvironmentSettings {
  readonly namespace: string;
  readonly context: string;
  readonly kubeconfig?: string;
  readonly overlay: string;
  readonly url: string;
  readonly strategies: Readonly<Record<string, Strategy>>;
  readonly images?: readonly string[];
  readonly check?: readonly string[];
  readonly soakSeconds: number;
  readonly retainSeconds: number;
  readonly approvals: number;
  readonly approvers?: readonly string[];
  readonly provenance: 'unsigned' | Signers;
}

/** Whose word is taken for where an image comes from. */
export interface Signers {
  readonly issuer: string;
  readonly identities: readonly string[];
  readonly trustedRoot: string;
}

/** One environment, with what all of them share. */
export interface Environment extends EnvironmentSettings {
  readonly name: string;
  readonly services: readonly string[];
  readonly migration?: Migration;
  readonly entry?: Entry;
}

/** deployments/branches.json; what its fields mean is said in branches.schema.json. */
export interface Branch {
  readonly pattern: string;
  readonly purpose: string;
  readonly deploysTo: readonly string[];
  readonly approvals: number;
  readonly versions?: 'commits' | 'patch';
}

const ajv = new Ajv({ allErrors: true });
const isEnvironments: ValidateFunction<Environments> = ajv.compile(environmentsSchema);
const isBranches: ValidateFunction<{ branches: Branch[] }> = ajv.compile(branchesSchema);

/** @param text of deployments/environments.json. @throws E_SETTINGS_INVALID */
export function parseEnvironments(text: string): Environments {
  const settings = parse(text, isEnvironments, ENVIRONMENTS_FILE);
  const { services, migration, entry, environments } = settings;
  const problems = Object.entries(environments).flatMap(([name, { strategies }]) => [
    ...services
      .filter((service) => !(service in strategies))
      .map((service) => `/environments/${name}/strategies has none for '${service}'`),
    ...Object.keys(strategies)
      .filter((service) => !services.includes(service))
      .map((service) => `/environments/${name}/strategies names '${service}', which is not in /services`),
  ]);
  for (const [place, named] of Object.entries({ migration, entry })) {
    if (named && !services.includes(named.service)) problems.push(`/${place}/service names '${named.service}', which is not in /services`);
  }
  refuse(problems, ENVIRONMENTS_FILE);
  return settings;
}

/** @param text of deployments/branches.json. @throws E_SETTINGS_INVALID, also for an environment that is not there. */
export function parseBranches(text: string, environments: Environments): readonly Branch[] {
  const { branches } = parse(text, isBranches, BRANCHES_FILE);
  const problems = branches.flatMap(({ deploysTo }, index) =>
    deploysTo
      .filter((name) => !(name in environments.environments))
      .map((name) => `/branches/${index}/deploysTo names '${name}', which is no environment of ${ENVIRONMENTS_FILE}`),
  );
  refuse(problems, BRANCHES_FILE);
  return branches;
}

/** @throws E_ENVIRONMENT_UNKNOWN */
export function environmentNamed(name: string, { environments, version: _, ...shared }: Environments): Environment {
  const settings = environments[name];
  if (settings !== undefined) return { name, ...shared, ...settings };
  throw new DeliveryError('E_ENVIRONMENT_UNKNOWN', {
    what: `there is no environment '${name}'`,
    where: ENVIRONMENTS_FILE,
    fix: `name one of: ${Object.keys(environments).join(', ')}`,
  });
}

function parse<T>(text: string, isValid: ValidateFunction<T>, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse([(error as SyntaxError).message], file);
  }
  if (isValid(value)) return value;
  // A name that fits no pattern is reported twice: by its pattern, and as what holds it.
  const errors = (isValid.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames');
  throw invalid(errors.map(problemOf), file);
}

function problemOf({ instancePath, keyword, message, params, propertyName }: ErrorObject): string {
  const place = instancePath || '/';
  if (propertyName !== undefined) return `${place}: the name '${propertyName}' ${message}`;
  if (keyword === 'additionalProperties') return `${place} must not have '${params['additionalProperty']}'`;
  if (keyword === 'enum') return `${place} must be one of: ${params['allowedValues'].join(', ')}`;
  if (keyword === 'const') return `${place} must be ${JSON.stringify(params['allowedValue'])}`;
  return `${place} ${message}`;
}

function refuse(problems: readonly string[], file: string): void {
  if (problems.length > 0) throw invalid(problems, file);
}

function invalid(problems: readonly string[], file: string): DeliveryError {
  return new DeliveryError('E_SETTINGS_INVALID', {
    what: problems.join('\n'),
    where: file,
    fix: 'correct the file; an editor that knows JSON schemas helps, as the file names its own',
  });
}
