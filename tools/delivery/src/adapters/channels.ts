import { deploymentOf, statusOf } from '../deploy/github-deployment.ts';
import { cut } from '../deploy/notices.ts';
import { slackMessage } from '../deploy/slack-message.ts';
import type { Channel } from '../ports.ts';
import { withPackage } from './optional.ts';

/** How long a deploy may be held up at its end by one that does not answer, in milliseconds; twice that if it has just begun. */
const TIMEOUT_MS = 3_000;

/**
 * The channels that the environment names: Slack by SLACK_WEBHOOK_URL, GitHub by GITHUB_TOKEN with GITHUB_REPOSITORY
 * (and GITHUB_API_URL for a server of one's own). Their failures never show a secret.
 */
export function channelsIn(env: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): Channel[] {
  const { SLACK_WEBHOOK_URL, GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL = 'https://api.github.com' } = env;
  return [
    ...(SLACK_WEBHOOK_URL ? [slack(SLACK_WEBHOOK_URL, timeoutMs)] : []),
    ...(GITHUB_TOKEN && GITHUB_REPOSITORY ? [github(GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, timeoutMs)] : []),
  ];
}

/** One message, at the end. */
function slack(url: string, timeout: number): Channel {
  return {
    name: 'Slack',
    fix: 'check SLACK_WEBHOOK_URL: https://api.slack.com/apps lists the webhooks',
    async begin(run) {
      refuseOpen('SLACK_WEBHOOK_URL', url);
      // Here and below: whoever has set nothing does not pay for loading it.
      const { IncomingWebhook } = await withPackage('@slack/webhook', 'SLACK_WEBHOOK_URL', () => import('@slack/webhook'));
      return async (result) => {
        await hiding([url, URL.parse(url)?.pathname], timeout, () => new IncomingWebhook(url, { timeout }).send(slackMessage(run, result)));
      };
    },
  };
}

/** A deployment when it starts, with a status then and at the end. */
function github(token: string, repository: string, api: string, timeout: number): Channel {
  const [owner = '', repo = ''] = repository.split('/');
  const post = async (route: string, body: object, signal = AbortSignal.timeout(timeout)): Promise<unknown> => {
    const { request } = await withPackage('@octokit/request', 'GITHUB_TOKEN', () => import('@octokit/request'));
    const { data } = await hiding([token], timeout, () =>
      request(`POST /repos/{owner}/{repo}/${route}`, {
        owner,
        repo,
        ...body,
        baseUrl: api,
        headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
        request: { signal },
      }),
    );
    return data;
  };
  return {
    name: 'GitHub',
    fix: `check that GITHUB_TOKEN may write deployments of ${repository}, and that the commit is pushed`,
    async begin(run) {
      refuseOpen('GITHUB_API_URL', api);
      if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error(`GITHUB_REPOSITORY is '${repository}', not <owner>/<name>`);
      const signal = AbortSignal.timeout(timeout);
      const { id } = (await post('deployments', deploymentOf(run), signal)) as { id?: number };
      if (id === undefined) throw new Error('it made no deployment');
      // The last status is the one that counts: it is tried also where this one fails.
      const started = post(`deployments/${id}/statuses`, statusOf(run), signal).catch(() => undefined);
      return async (result) => {
        await started;
        await post(`deployments/${id}/statuses`, statusOf(run, result));
      };
    },
  };
}

function refuseOpen(variable: string, value: string): void {
  if (!isPrivate(value)) throw new Error(`${variable} is no https URL`);
}

/** A secret goes nowhere unencrypted, but to this machine. */
export function isPrivate(value: string): boolean {
  const url = URL.parse(value);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname));
}

/** @throws Error with the cause in one line, without the secrets: libraries and servers quote what they were given. */
async function hiding<T>(secrets: readonly (string | undefined)[], timeoutMs: number, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    let cause = causeOf(error, timeoutMs);
    for (const secret of secrets) if (secret !== undefined && secret.length > 1) cause = cause.replaceAll(secret, '***');
    throw new Error(cut(cause.replace(/\s+/g, ' ').trim(), 200));
  }
}

function causeOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return causeOf(error.cause, timeoutMs);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const { code, status, statusCode, body } = error as { code?: string; status?: number; statusCode?: number; body?: string };
  // Slack says why in the body, such as invalid_token.
  if (statusCode !== undefined) return `${statusCode} ${body}`;
  return [status, error.message || code].filter((part) => part !== undefined).join(' ');
}
