import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../e2e/documents.ts';
import { type Operator, type } from './gh.ts';
import type { Settings } from './gh-double.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGE = 'docs/operations.md';
const { named } = await readDocument(ROOT, PAGE);
const commands = [...new Set(named.filter((command) => /(?:^|\s)gh [a-z]/.test(command)))];
const OF_SIGSTORE = /\bgh attestation /;

const API = 'api.github.com/repos/kerp/kerp';
const CACHE = 'NX_SELF_HOSTED_REMOTE_CACHE_SERVER';
const CACHE_SERVER = 'https://cache.kerp.example';
const KUBECONFIG = 'kind: Config\ncurrent-context: kerp-staging # 스테이징';
const WEBHOOK = 'https://hooks.slack.example/services/T0/B0/x';

interface Expected extends Operator {
  /** What GitHub is asked, in order. */
  readonly asks: readonly string[];
  /** What it has then. */
  readonly leaves: Partial<Settings>;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'gh secret set KUBE_CONFIG --env=staging < staging.kubeconfig': {
    files: { 'staging.kubeconfig': `${KUBECONFIG}\n` },
    asks: [`GET ${API}/environments/staging/secrets/public-key`, `PUT ${API}/environments/staging/secrets/KUBE_CONFIG`],
    leaves: { secrets: { 'staging KUBE_CONFIG': KUBECONFIG } },
  },
  'gh secret set SLACK_WEBHOOK_URL --env=staging': {
    typed: WEBHOOK,
    asks: [`GET ${API}/environments/staging/secrets/public-key`, `PUT ${API}/environments/staging/secrets/SLACK_WEBHOOK_URL`],
    leaves: { secrets: { 'staging SLACK_WEBHOOK_URL': WEBHOOK } },
  },
  [`gh variable set ${CACHE} --body=${CACHE_SERVER}`]: {
    asks: [`POST ${API}/actions/variables`],
    leaves: { variables: { [CACHE]: CACHE_SERVER } },
  },
  [`gh variable delete ${CACHE}`]: {
    variables: { [CACHE]: CACHE_SERVER, OTHER: '1' },
    asks: [`DELETE ${API}/actions/variables/${CACHE}`],
    leaves: { variables: { OTHER: '1' } },
  },
  'gh workflow run deploy.yml --ref=main -f environment=staging -f version=v1.2.3': {
    asks: [`GET ${API}/actions/workflows/deploy.yml`, expect.stringMatching(/^POST \S+\/actions\/workflows\/\d+\/dispatches$/)],
    leaves: { runs: [{ workflow: 'deploy.yml', ref: 'main', inputs: { environment: 'staging', version: 'v1.2.3' } }] },
  },
  'gh workflow run rollback.yml --ref=main -f environment=production -f version=v1.2.2': {
    asks: [`GET ${API}/actions/workflows/rollback.yml`, expect.stringMatching(/^POST \S+\/actions\/workflows\/\d+\/dispatches$/)],
    leaves: { runs: [{ workflow: 'rollback.yml', ref: 'main', inputs: { environment: 'production', version: 'v1.2.2' } }] },
  },
};

describe(`what ${PAGE} has operators type into gh does on GitHub what it says`, () => {
  test('there is a line here for nothing that is not on the page', () => {
    expect(commands.filter((command) => !OF_SIGSTORE.test(command)).sort()).toEqual(expect.arrayContaining(Object.keys(EXPECTED).sort()));
  });

  test.each(commands.filter((command) => !OF_SIGSTORE.test(command)))('%s', async (command) => {
    const expected = EXPECTED[command] ?? expect.fail(`${PAGE} has '${command}', and EXPECTED does not say what GitHub gets of it`);
    const { asks, leaves, ...operator } = expected;
    const { exitCode, output, requests, secrets, variables, runs } = await type(command, ROOT, operator);
    expect(exitCode, output).toBe(0);
    expect(requests).toEqual(asks);
    expect({ secrets, variables, runs }).toEqual({ secrets: {}, variables: {}, runs: [], ...leaves });
  });

  test.each(commands.filter((command) => OF_SIGSTORE.test(command)))(
    '%s asks Sigstore for its signed roots, which only Sigstore has: what it writes then is not looked at here',
    async (command) => {
      const { exitCode, output, requests } = await type(command, ROOT);
      // It asks again where it is refused.
      expect([...new Set(requests)]).toEqual([expect.stringMatching(/^GET tuf-repo-cdn\.sigstore\.dev\/\d+\.root\.json$/)]);
      expect(output).toContain('Failed to verify the TUF repository');
      expect(exitCode).toBe(1);
    },
  );
});

test('a variable that is there gets the new value', async () => {
  const command = `gh variable set ${CACHE} --body=${CACHE_SERVER}`;
  const { exitCode, output, requests, variables } = await type(command, ROOT, { variables: { [CACHE]: 'https://old.kerp.example' } });
  expect(exitCode, output).toBe(0);
  expect(requests).toEqual([`POST ${API}/actions/variables`, `PATCH ${API}/actions/variables/${CACHE}`]);
  expect(variables).toEqual({ [CACHE]: CACHE_SERVER });
});

/** What the double refuses, the page does not say; here it shows that it would. */
test.each([
  ['gh secret set KUBE_CONFIG --env=prod', 'HTTP 404: Not Found'],
  [`gh variable delete ${CACHE}`, 'HTTP 404: Not Found'],
  ['gh workflow run redeploy.yml --ref=main', 'HTTP 404: workflow redeploy.yml not found on the default branch'],
  ['gh workflow run scan.yml --ref=trunk', 'HTTP 422: No ref found for: trunk'],
  ['gh workflow run build.yml --ref=main', "HTTP 422: Workflow does not have 'workflow_dispatch' trigger"],
  ['gh workflow run deploy.yml --ref=main -f environment=staging', "HTTP 422: Required input 'version' not provided"],
  ['gh workflow run deploy.yml --ref=main -f env=staging -f version=v1.2.3', 'HTTP 422: Unexpected inputs provided: ["env"]'],
  [
    'gh workflow run deploy.yml --ref=main -f environment=prod -f version=v1.2.3',
    "HTTP 422: Provided value 'prod' for input 'environment' not in the list of allowed values",
  ],
])('%s is refused: %s', async (command, message) => {
  const { exitCode, output, secrets, variables, runs } = await type(command, ROOT, { typed: 'x' });
  expect(output).toContain(message);
  expect(exitCode).toBe(1);
  expect({ secrets, variables, runs }).toEqual({ secrets: {}, variables: {}, runs: [] });
});
