import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { channelsIn } from '../../src/adapters/channels.ts';
import { announcer } from '../../src/deploy/notices.ts';
import { BEFORE, entryOf, resultOf } from '../deploy/runs.ts';
import { environmentOf } from '../deploy/shop.ts';
import { fakeProcess } from '../fake-process.ts';

const TOKEN = 'ghs_5ecret';
const HOOK = '/services/T000/B000/5ecret';
const TIMEOUT_MS = 1_000;

interface Request {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

type Answer = (response: http.ServerResponse, request: Request) => void;

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Slack and GitHub on loopback. */
async function double(answer: Answer): Promise<{ url: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      path: `${incoming.method} ${incoming.url}`,
      headers: incoming.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    };
    requests.push(request);
    answer(response, request);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

const well: Answer = (response, { path }) => {
  if (path.endsWith('/deployments')) json(response, 201, { id: 99 });
  else if (path.endsWith('/statuses')) json(response, 201, { id: 1 });
  else response.end('ok');
};

/** A whole run. @returns what the user sees of it. */
async function tell(env: NodeJS.ProcessEnv, timeoutMs?: number): Promise<string[]> {
  const lines: string[] = [];
  const announce = announcer(channelsIn(env, timeoutMs), fakeProcess(), (line) => lines.push(line));
  await announce(entryOf(), environmentOf({ name: 'production' }), BEFORE)(resultOf('succeeded'));
  return lines;
}

const slackAt = (url: string) => ({ SLACK_WEBHOOK_URL: `${url}${HOOK}` });
const gitHubAt = (url: string) => ({ GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: 'kerp/kerp', GITHUB_API_URL: url });

test('without settings nobody is told, and nothing is said', async () => {
  expect(channelsIn({ GITHUB_TOKEN: TOKEN })).toEqual([]);
  expect(await tell({})).toEqual([]);
});

test('Slack gets one message, in blocks', async () => {
  const { url, requests } = await double(well);
  expect(await tell(slackAt(url))).toEqual([]);
  expect(requests.map(({ path }) => path)).toEqual([`POST ${HOOK}`]);
  expect(requests[0]?.headers['content-type']).toBe('application/json');
  expect(requests[0]?.body).toMatchObject({
    text: ':white_check_mark: v2 runs in production',
    unfurl_links: false,
    blocks: [{ type: 'header' }, { type: 'section' }, { type: 'context' }],
  });
});

test('GitHub gets a deployment, and a status when it starts and when it ends', async () => {
  const { url, requests } = await double(well);
  expect(await tell(gitHubAt(url))).toEqual([]);
  expect(requests.map(({ path, body }) => [path, body['state'] ?? body['ref']])).toEqual([
    ['POST /repos/kerp/kerp/deployments', 'c0ffee'],
    ['POST /repos/kerp/kerp/deployments/99/statuses', 'in_progress'],
    ['POST /repos/kerp/kerp/deployments/99/statuses', 'success'],
  ]);
  expect(requests[0]?.body).toMatchObject({ environment: 'production', auto_merge: false, required_contexts: [] });
  for (const { headers } of requests) {
    expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'x-github-api-version': '2022-11-28' });
    expect(headers.accept).toContain('application/vnd.github');
  }
});

const hang: Answer = () => undefined;
const slackFix = 'check SLACK_WEBHOOK_URL: https://api.slack.com/apps lists the webhooks';
const gitHubFix = 'check that GITHUB_TOKEN may write deployments of kerp/kerp, and that the commit is pushed';

interface Fault {
  readonly name: string;
  readonly answer: Answer;
  readonly slack: string;
  readonly gitHub: string;
}

const faults: Fault[] = [
  {
    name: '500',
    answer: (response) => response.writeHead(500).end('out of order'),
    slack: '500 out of order',
    gitHub: '500 out of order',
  },
  {
    name: 'a refusal',
    answer: (response) => json(response, 403, { message: 'Resource not accessible by integration' }),
    slack: '403 {"message":"Resource not accessible by integration"}',
    gitHub: '403 Resource not accessible by integration',
  },
  { name: 'no answer', answer: hang, slack: 'no answer within 1 s', gitHub: 'no answer within 1 s' },
  {
    name: 'an answer that does not end',
    answer: (response) => response.writeHead(500, { 'content-type': 'text/plain' }).write('half'),
    slack: 'no answer within 1 s',
    gitHub: '500',
  },
  { name: 'a broken connection', answer: (response) => response.destroy(), slack: 'other side closed', gitHub: 'other side closed' },
  {
    name: 'an answer that quotes the secret',
    answer: (response) => response.writeHead(404).end(`no ${HOOK}\nfor ${TOKEN}`),
    slack: `404 no *** for ${TOKEN}`,
    gitHub: `404 no ${HOOK} for ***`,
  },
];

test.each([
  { name: 'Slack', at: slackAt, secret: HOOK },
  { name: 'GitHub', at: gitHubAt, secret: TOKEN },
])('a secret at the end of what is shown is not shown in part: $name', async ({ at, secret }) => {
  const { url } = await double((response) => response.writeHead(404).end(`${'-'.repeat(190)}${secret}`));
  const [line = ''] = await tell(at(url), TIMEOUT_MS);
  expect(line).toContain(`404 ${'-'.repeat(190)}***;`);
});

test('the last status is sent also where the one before failed', async () => {
  const { url, requests } = await double((response, request) =>
    request.body['state'] === 'in_progress' ? response.writeHead(500).end('out of order') : well(response, request),
  );
  expect(await tell(gitHubAt(url))).toEqual([]);
  expect(requests.at(-1)?.body['state']).toBe('success');
});

test.each(faults)('$name: one line for each, with what to do', async ({ answer, slack, gitHub }) => {
  const { url } = await double(answer);
  expect(await tell(slackAt(url), TIMEOUT_MS)).toEqual([`warning: Slack was not told: ${slack}; ${slackFix}`]);
  expect(await tell(gitHubAt(url), TIMEOUT_MS)).toEqual([`warning: GitHub was not told: ${gitHub}; ${gitHubFix}`]);
});

test('a connection that is refused', async () => {
  const { url } = await double(well);
  await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
  const refused = `connect ECONNREFUSED ${url.slice('http://'.length)}`;
  expect(await tell({ ...slackAt(url), ...gitHubAt(url) }, TIMEOUT_MS)).toEqual(
    expect.arrayContaining([
      `warning: Slack was not told: ${refused}; ${slackFix}`,
      `warning: GitHub was not told: ${refused}; ${gitHubFix}`,
    ]),
  );
});

test.each([
  { env: { SLACK_WEBHOOK_URL: 'hooks.slack.com/5ecret' }, says: 'Slack was not told: SLACK_WEBHOOK_URL is no https URL' },
  { env: { SLACK_WEBHOOK_URL: 'http://hooks.slack.com/5ecret' }, says: 'Slack was not told: SLACK_WEBHOOK_URL is no https URL' },
  {
    env: gitHubAt('http://ghe.example.com'),
    says: 'GitHub was not told: GITHUB_API_URL is no https URL, and the token would be readable on its way',
  },
  {
    env: { ...gitHubAt('https://127.0.0.1:1'), GITHUB_REPOSITORY: 'kerp' },
    says: "GitHub was not told: GITHUB_REPOSITORY is 'kerp', not <owner>/<name>",
  },
])('refused without a request: $says', async ({ env, says }) => {
  const [line = '', ...others] = await tell(env);
  expect(line.split(';')[0]).toBe(`warning: ${says}`);
  expect([others, line.includes('5ecret')]).toEqual([[], false]);
});

test('an answer without a deployment is said, and no status follows', async () => {
  const { url, requests } = await double((response) => json(response, 202, { message: 'Auto-merged main into topic' }));
  expect(await tell(gitHubAt(url))).toEqual([`warning: GitHub was not told: it made no deployment; ${gitHubFix}`]);
  expect(requests.length).toBe(1);
});
