import { request as octokit } from '@octokit/request';
import type { EndpointOptions } from '@octokit/types';
import { DeliveryError } from '../errors.ts';
import { isPrivate } from './private-url.ts';

/** How long GitHub may take for an answer, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** The request of octokit, with the types of its routes. @throws E_GITHUB; never with the token in it. */
export type Request = typeof octokit;

/** A repository, as GitHub's routes name it, and how it is asked. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  readonly request: Request;
}

export interface Access {
  /** Of one request; those with a signal of their own end with that. */
  readonly timeoutMs?: number | undefined;
  /** Where a token comes from that may do this. */
  readonly tokenFix: string;
}

/** @param env GITHUB_REPOSITORY, GITHUB_API_URL. @throws E_OPTION_INVALID */
export function gitHubIn(env: NodeJS.ProcessEnv, token: string, { timeoutMs = TIMEOUT_MS, tokenFix }: Access): GitHub {
  const { GITHUB_REPOSITORY: name = '', GITHUB_API_URL: baseUrl = 'https://api.github.com' } = env;
  const [, owner = '', repo = ''] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner === '')
    throw new DeliveryError('E_OPTION_INVALID', {
      what: `GITHUB_REPOSITORY is '${name}', not <owner>/<name>`,
      fix: 'set it: GITHUB_REPOSITORY=<owner>/<name>',
    });
  if (!isPrivate(baseUrl))
    throw new DeliveryError('E_OPTION_INVALID', {
      what: 'GITHUB_API_URL is no https URL, and the token would be readable on its way',
      fix: 'GITHUB_API_URL=https://<host>/api/v3, or leave it out for github.com',
    });
  return { owner, repo, request: requestWith(token, baseUrl, { timeoutMs, tokenFix }) };
}

function requestWith(token: string, baseUrl: string, access: Required<Access>): Request {
  return octokit.defaults({
    baseUrl,
    headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
    request: {
      hook: async (request: Request, options: Required<EndpointOptions>) => {
        const { signal = AbortSignal.timeout(access.timeoutMs ?? TIMEOUT_MS) } = options.request;
        try {
          return await request({ ...options, request: { signal } });
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          throw refusal(error, `${options.method} ${options.url}`, token, access);
        }
      },
    },
  });
}

/** What octokit throws, as far as it says why: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
interface Failure extends Error {
  readonly status?: number;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly data?: { readonly message?: string; readonly errors?: readonly unknown[] };
  };
}

function refusal(error: Failure, where: string, token: string, { timeoutMs = TIMEOUT_MS, tokenFix }: Access): DeliveryError {
  const { status, response } = error;
  const cause = firstCause(error);
  const late = cause.name === 'TimeoutError';
  const { message = cause.message, errors = [] } = response?.data ?? {};
  const said = [message, ...errors.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)))].join('; ');
  const what = late ? `no answer within ${timeoutMs / 1000} s` : response === undefined ? said : `${status} ${said}`;
  return new DeliveryError('E_GITHUB', {
    what: what.replaceAll(token, '***').replace(/\s+/g, ' ').trim(),
    where,
    fix: remedy(status, response?.headers ?? {}, tokenFix),
  });
}

/** octokit says that fetch failed, fetch says why, and what it names may say more. */
function firstCause(error: Error): Error {
  return error.cause instanceof Error ? firstCause(error.cause) : error;
}

function remedy(status: number | undefined, headers: Readonly<Record<string, string | undefined>>, tokenFix: string): string {
  if (headers['x-ratelimit-remaining'] === '0' || status === 429) {
    const reset = Number(headers['x-ratelimit-reset']);
    return `GitHub's limit of requests is used up: run it again after ${new Date(reset * 1000).toISOString()}`;
  }
  const accepted = headers['x-accepted-github-permissions'];
  if (accepted !== undefined && status !== 422) return `the token lacks a permission; this takes ${accepted}\n${tokenFix}`;
  if (status === 401 || status === 403) return `the token is not valid, or not for this\n${tokenFix}`;
  if (status === 404)
    return `check GITHUB_REPOSITORY and the approvers in deployments/environments.json; what a token may not see is not found\n${tokenFix}`;
  if (status === 422) return 'GitHub does not take this value: correct deployments/branches.json or environments.json';
  return 'run it again; https://www.githubstatus.com says whether GitHub is well';
}
