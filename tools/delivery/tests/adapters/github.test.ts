import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { gitHub, workflowRuns } from '../../src/adapters/github.ts';
import { failureOf, rejectionOf } from '../failure.ts';

const TOKEN = 'ghs_5ecret';

/** GitHub on loopback. */
async function double(
  answer: (response: http.ServerResponse) => void,
): Promise<{ env: NodeJS.ProcessEnv; requests: http.IncomingMessage[] }> {
  const requests: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    requests,
    env: {
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: 'kerp/kerp',
      GITHUB_TOKEN: TOKEN,
      GITHUB_WORKFLOW_REF: 'kerp/kerp/.github/workflows/build.yml@refs/heads/release/1@2',
    },
  };
}

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

test('the successful pushes of this workflow to a branch are asked for', async () => {
  const { env, requests } = await double((response) => json(response, 200, { workflow_runs: [{ head_sha: 'b' }, { head_sha: 'a' }] }));
  expect(await workflowRuns(env).of('hotfix/a&b')).toEqual({ workflow: 'build.yml', successful: ['b', 'a'] });
  expect(requests[0]?.url).toBe(
    '/repos/kerp/kerp/actions/workflows/build.yml/runs?branch=hotfix%2Fa%26b&event=push&status=success&per_page=100',
  );
  expect(requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
});

const ROUTE = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow}/runs';
const AGAIN = 'run it again; https://www.githubstatus.com says whether GitHub is well';
const TOKEN_FIX = [
  'give the job the permission that this needs, such as actions: read, and pass its token on in the env of the step:',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub
  'GITHUB_TOKEN: ${{ github.token }}',
].join('\n         ');
const PERMISSION = `the token is not valid, or not for this\n         ${TOKEN_FIX}`;
const NOT_FOUND = `check GITHUB_REPOSITORY and the approvers in deployments/environments.json; what a token may not see is not found\n         ${TOKEN_FIX}`;

test.each<[what: string, answer: (response: http.ServerResponse) => void, cause: RegExp, fix: string]>([
  [
    'a missing permission',
    (response) => json(response, 403, { message: `no access for ${TOKEN}` }),
    /^403 no access for \*\*\*/,
    PERMISSION,
  ],
  ['another repository', (response) => json(response, 404, { message: 'Not Found' }), /^404 Not Found/, NOT_FOUND],
  ['an outage', (response) => json(response, 502, { message: 'Bad Gateway' }), /^502 Bad Gateway/, AGAIN],
  ['no answer', () => undefined, /^no answer within 0.2 s$/, AGAIN],
  ['a connection that breaks', (response) => response.destroy(), /./, AGAIN],
])('%s is an error, never a run of everything or of nothing', async (_what, answer, cause, fix) => {
  const { env } = await double(answer);
  const message = await rejectionOf(workflowRuns(env, gitHub(env, 200)).of('main'));
  expect(message).not.toContain(TOKEN);
  const [what = '', ...rest] = message.split('\n');
  expect(what.replace('E_GITHUB: ', '')).toMatch(cause);
  expect(rest.join('\n')).toBe(`  where  ${ROUTE}\n  fix    ${fix}`);
});

test('a token that is not there is named', () => {
  expect(failureOf(() => gitHub({ GITHUB_REPOSITORY: 'kerp/kerp' }))).toBe(
    `E_SECRET_MISSING: GITHUB_TOKEN is not set\n  fix    ${TOKEN_FIX}`,
  );
});

test('the token goes nowhere unencrypted', () => {
  const env = { GITHUB_REPOSITORY: 'kerp/kerp', GITHUB_TOKEN: TOKEN, GITHUB_API_URL: 'http://github.example.com' };
  expect(failureOf(() => gitHub(env))).toBe(
    'E_OPTION_INVALID: GITHUB_API_URL is no https URL, and the token would be readable on its way\n' +
      '  fix    GITHUB_API_URL=https://<host>/api/v3, or leave it out for github.com',
  );
});
