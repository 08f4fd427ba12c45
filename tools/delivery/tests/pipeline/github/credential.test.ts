import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { execa } from 'execa';
import { load } from 'js-yaml';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');
const PLUGIN = 'tools/delivery/src/pipeline/github/credential.ts';
const DEPLOYER = path.join(ROOT, 'deployments/k8s/deployer');

/** GitHub, as a job sees it. @param minutes that its tokens live. */
async function gitHub(minutes = 5, status = 200) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    const payload = Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + minutes * 60 })).toString('base64url');
    response.writeHead(status).end(JSON.stringify({ value: `header.${payload}.${asked.length}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`;
  return { asked, env: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job' } };
}

function plugin(env: Record<string, string>) {
  // Node warns where both are set, as Nx does for whoever wants no colours.
  const colours = { FORCE_COLOR: undefined, NO_COLOR: undefined };
  return execa('node', [PLUGIN, '--audience=kerp-production'], { cwd: ROOT, env: { ...env, ...colours }, reject: false });
}

test('a job gets a token for the cluster, until shortly before it ends', async () => {
  const { asked, env } = await gitHub();
  const { apiVersion, kind, status } = JSON.parse((await plugin(env)).stdout);
  expect([apiVersion, kind]).toEqual(['client.authentication.k8s.io/v1', 'ExecCredential']);
  expect(status.token).toMatch(/^header\.[\w-]+\.1$/);
  expect(Date.parse(status.expirationTimestamp) - Date.now()).toBeGreaterThan(3 * 60_000);
  expect(Date.parse(status.expirationTimestamp) - Date.now()).toBeLessThan(4 * 60_000 + 1_000);
  expect(asked).toEqual(['/token?api-version=2.0&audience=kerp-production Bearer of the job']);
});

test('elsewhere it says what is missing', async () => {
  const { exitCode, stdout, stderr } = await plugin({ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' });
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'E_SECRET_MISSING: no token for kerp-production can be had: this is no job of GitHub Actions that may say who it is\n' +
      '  fix    give the job `permissions: id-token: write`; elsewhere use a kubeconfig of your own',
  );
});

test.each([
  { what: 'is kept while it lives', minutes: 5, tokens: ['1', '1'] },
  { what: 'is asked for anew when it ends: a deploy may take longer than it lives', minutes: 1, tokens: ['1', '2'] },
])("with the kubeconfig of the deployer's folder a deploy has that token, which $what", async ({ minutes, tokens }) => {
  const { env } = await gitHub(minutes);
  for (const [name, value] of Object.entries(env)) process.env[name] = value;
  const folder = process.cwd();
  process.chdir(ROOT);
  onTestFinished(() => {
    process.chdir(folder);
    for (const name of Object.keys(env)) delete process.env[name];
  });
  const config = new KubeConfig();
  config.loadFromFile(path.join(DEPLOYER, 'kubeconfig.yaml'));
  const sent: unknown[] = [];
  for (const _ of tokens) {
    const options: { headers: Record<string, string> } = { headers: {} };
    await config.applyToHTTPSOptions(options);
    sent.push(options.headers['Authorization']?.split('.')[2]);
  }
  expect(sent).toEqual(tokens);
});

test('environment, context, audience and repository are those of the deploys', async () => {
  const [authentication, kubeconfig, environments] = await Promise.all(
    [`${DEPLOYER}/authentication.yaml`, `${DEPLOYER}/kubeconfig.yaml`, `${ROOT}/deployments/environments.json`].map(
      async (file) => load(await readFile(file, 'utf8')) as never,
    ),
  );
  const { jwt } = authentication as unknown as {
    jwt: [{ issuer: { url: string; audiences: string[] }; claimValidationRules: { claim: string; requiredValue: string }[] }];
  };
  const { production } = (environments as unknown as { environments: Record<string, { context: string; provenance: { issuer: string } }> })
    .environments;
  const { users, contexts } = kubeconfig as unknown as { users: [{ user: { exec: { args: string[] } } }]; contexts: [{ name: string }] };
  expect(jwt[0].issuer.url).toBe(production?.provenance.issuer);
  expect(contexts[0].name).toBe(production?.context);
  expect(jwt[0].claimValidationRules).toContainEqual({ claim: 'environment', requiredValue: 'production' });
  expect(users[0].user.exec.args).toEqual([PLUGIN, `--audience=${jwt[0].issuer.audiences[0]}`]);
});
