import { readdir, readFile } from 'node:fs/promises';
import type http from 'node:http';
import path from 'node:path';
// GitHub takes secrets in sealed boxes of libsodium; this is libsodium itself, which GitHub's documentation uses as well.
import sodium from 'libsodium-wrappers';
import { parse } from 'yaml';
import { BRANCHES_FILE } from '../src/deploy/settings.ts';
import { filled } from '../tests/github/description.ts';
import { type Asked, Refused, type Routes, serverOf } from '../tests/github/server.ts';

/** GitHub as far as operators change it with gh. */

export const TOKEN = 'github_pat_5ecret';

/** What the repository has. */
export interface Settings {
  /** By environment and name, opened with the private key. */
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  /** Workflows that were started by hand. */
  readonly runs: Run[];
}

export interface Run {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

interface Branch {
  readonly pattern: string;
  readonly deploysTo: readonly string[];
}

export interface Double extends Settings {
  /** Method, host and path of each request, in order. */
  readonly requests: readonly string[];
  readonly server: http.Server;
}

const WORKFLOWS = '.github/workflows';
const REPOSITORY = '/repos/{owner}/{repo}';

/** @param root with the workflows that the repository has, and its branches and environments. @param variables that it has before. */
export async function gitHubDouble(root: string, variables: Readonly<Record<string, string>> = {}): Promise<Double> {
  await sodium.ready;
  const settings: Settings = { secrets: {}, variables: { ...variables }, runs: [] };
  const requests: string[] = [];
  const { branches } = JSON.parse(await readFile(path.join(root, BRANCHES_FILE), 'utf8')) as { branches: Branch[] };
  const environments = branches.flatMap(({ deploysTo }) => deploysTo);
  const names = branches.map(({ pattern }) => pattern);
  const routes = {
    ...secretRoutes(settings, environments),
    ...variableRoutes(settings),
    ...(await runRoutes(settings, root, names)),
  };
  // One server for all hosts: whoever is not meant must not get an answer of GitHub's.
  const server = serverOf(routes, TOKEN, ({ host, path: asked }) =>
    host === 'api.github.com' && asked.startsWith('/repos/kerp/kerp/') ? undefined : { status: 404, body: { message: 'Not Found' } },
  );
  server.on('request', ({ method, headers, url }) => requests.push(`${method} ${headers.host}${url}`));
  return { ...settings, requests, server };
}

function secretRoutes({ secrets }: Settings, environments: readonly string[]): Routes {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  const of = `${REPOSITORY}/environments/{environment_name}/secrets`;
  const known = ({ parameters }: Asked) => environments.includes(parameters['environment_name'] ?? '');
  return {
    [`GET ${of}/public-key`]: (asked) =>
      known(asked) ? { key_id: '1', key: sodium.to_base64(publicKey, sodium.base64_variants.ORIGINAL) } : undefined,
    [`PUT ${of}/{secret_name}`]: (asked) => {
      if (!known(asked)) return undefined;
      const { environment_name: environment, secret_name: name } = asked.parameters;
      const box = sodium.from_base64(String(asked.body['encrypted_value']), sodium.base64_variants.ORIGINAL);
      secrets[`${environment} ${name}`] = sodium.to_string(sodium.crypto_box_seal_open(box, publicKey, privateKey));
      return {};
    },
  };
}

function variableRoutes({ variables }: Settings): Routes {
  const of = `${REPOSITORY}/actions/variables`;
  return {
    [`POST ${of}`]: ({ body }) => {
      const name = String(body['name']);
      if (name in variables) throw new Refused(409, 'Already exists - Variable already exists');
      variables[name] = String(body['value']);
      return {};
    },
    [`PATCH ${of}/{name}`]: ({ body, parameters: { name = '' } }) => {
      if (!(name in variables)) return undefined;
      variables[name] = String(body['value']);
      return null;
    },
    [`DELETE ${of}/{name}`]: ({ parameters: { name = '' } }) => (name in variables && delete variables[name] ? null : undefined),
  };
}

interface Input {
  readonly required?: boolean;
  readonly options?: readonly string[];
}

/** `on` of a workflow: by event what it takes. */
type Triggers = Readonly<Record<string, { readonly inputs?: Readonly<Record<string, Input>> } | null>>;

async function runRoutes({ runs }: Settings, root: string, branches: readonly string[]): Promise<Routes> {
  const files = (await readdir(path.join(root, WORKFLOWS))).filter((file) => file.endsWith('.yml'));
  const triggers = await Promise.all(
    files.map(async (file) => parse(await readFile(path.join(root, WORKFLOWS, file), 'utf8')).on as Triggers),
  );
  const of = `${REPOSITORY}/actions/workflows/{workflow_id}`;
  return {
    // By its file or by its number, as GitHub finds it.
    [`GET ${of}`]: ({ parameters: { workflow_id: id = '' } }) => {
      const index = files.indexOf(id);
      return index < 0 ? undefined : { ...filled('workflow'), id: index, name: id, path: `${WORKFLOWS}/${id}`, state: 'active' };
    },
    [`POST ${of}/dispatches`]: ({ body: { ref, inputs = {} }, parameters: { workflow_id: id } }) => {
      const run = { workflow: files[Number(id)] ?? '', ref: String(ref), inputs: inputs as Run['inputs'] };
      if (!branches.includes(run.ref)) throw new Refused(422, `No ref found for: ${run.ref}`);
      refuse(run, triggers[Number(id)] ?? {});
      runs.push(run);
      return null;
    },
  };
}

/** @throws Refused as GitHub refuses what the workflow does not take. */
function refuse({ inputs }: Run, triggers: Triggers): void {
  if (!('workflow_dispatch' in triggers)) throw new Refused(422, "Workflow does not have 'workflow_dispatch' trigger");
  const known = triggers['workflow_dispatch']?.inputs ?? {};
  const unexpected = Object.keys(inputs).filter((name) => !(name in known));
  if (unexpected.length > 0) throw new Refused(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  for (const [name, { required, options }] of Object.entries(known)) {
    const value = inputs[name];
    if (required && !value) throw new Refused(422, `Required input '${name}' not provided`);
    if (value !== undefined && options && !options.includes(value))
      throw new Refused(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
}
