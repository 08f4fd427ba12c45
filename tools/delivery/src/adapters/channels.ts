import { deploymentOf, statusOf } from '../deploy/github-deployment.ts';
import { cut } from '../deploy/notices.ts';
import { slackMessage } from '../deploy/slack-message.ts';
import type { Channel } from '../ports.ts';
import { withPackage } from './optional.ts';
import { isPrivate } from './private-url.ts';

/** How long a deploy may be held up at its end by one that does not answer, in milliseconds; twice that if it has just begun. */
const TIMEOUT_MS = 3_000;

/**
 * The channels that the environment names: Slack by SLACK_WEBHOOK_URL, GitHub by GITHUB_TOKEN with GITHUB_REPOSITORY
 * (and GITHUB_API_URL for a server of one's own). Their failures never show a secret.
 */
export function channelsIn(env: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): Channel[] {
  const { SLACK_WEBHOOK_URL, GITHUB_TOKEN, GITHUB_REPOSITORY } = env;
  return [
    ...(SLACK_WEBHOOK_URL ? [slack(SLACK_WEBHOOK_URL, timeoutMs)] : []),
    ...(GITHUB_TOKEN && GITHUB_REPOSITORY ? [github(env, GITHUB_TOKEN, timeoutMs)] : []),
  ];
}

/** One message, at the end. */
function slack(url: string, timeout: number): Channel {
  return {
    name: 'Slack',
    fix: 'check SLACK_WEBHOOK_URL: https://api.slack.com/apps lists the webhooks',
    async begin(run) {
      if (!isPrivate(url)) throw new Error('SLACK_WEBHOOK_URL is no https URL');
      // Here and below: whoever has set nothing does not pay for loading it.
      const { IncomingWebhook } = await withPackage('@slack/webhook', 'SLACK_WEBHOOK_URL', () => import('@slack/webhook'));
      return async (result) => {
        await hiding([url, URL.parse(url)?.pathname], timeout, () => new IncomingWebhook(url, { timeout }).send(slackMessage(run, result)));
      };
    },
  };
}

/** A deployment when it starts, with a status then and at the end. */
function github(env: NodeJS.ProcessEnv, token: string, timeoutMs: number): Channel {
  const fix = `check that GITHUB_TOKEN may write deployments of ${env['GITHUB_REPOSITORY']}, and that the commit is pushed`;
  return {
    name: 'GitHub',
    fix,
    async begin(run) {
      const { gitHubIn } = await withPackage('@octokit/request', 'GITHUB_TOKEN', () => import('./github-client.ts'));
      const signal = AbortSignal.timeout(timeoutMs);
      const post = (route: string, body: object, request: { signal?: AbortSignal }): Promise<{ id?: number }> =>
        inOneLine(async () => {
          const { owner, repo, request: ask } = gitHubIn(env, token, { timeoutMs, tokenFix: fix });
          return (await ask(`POST /repos/{owner}/{repo}/${route}`, { owner, repo, ...body, request })).data;
        });
      const { id } = await post('deployments', deploymentOf(run), { signal });
      if (id === undefined) throw new Error('it made no deployment');
      // The last status is the one that counts: it is tried also where this one fails.
      const started = post(`deployments/${id}/statuses`, statusOf(run), { signal }).catch(() => undefined);
      return async (result) => {
        await started;
        await post(`deployments/${id}/statuses`, statusOf(run, result), {});
      };
    },
  };
}

/** @throws Error with the cause alone: what to do is said by whoever tells of it. */
async function inOneLine<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Error(cut(error instanceof Error ? error.message : String(error), 200));
  }
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
  const { code, statusCode, body } = error as { code?: string; statusCode?: number; body?: string };
  // Slack says why in the body, such as invalid_token.
  if (statusCode !== undefined) return `${statusCode} ${body}`;
  return error.message || String(code);
}
