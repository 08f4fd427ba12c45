import http from 'node:http';
import { text } from 'node:stream/consumers';
import { type Json, problemsOfAnswer, problemsOfRequest, successOf } from './description.ts';

/** Doubles of GitHub: routes of its API on a server that validates what it gets and what it answers with GitHub's own description. */

export interface Asked {
  readonly body: Json;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Refusal {
  readonly status: number;
  readonly body?: Json | Json[];
  readonly headers?: http.OutgoingHttpHeaders;
}

/** What GitHub does not do, as it says so. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** By method and template of the path. An answer is a body, null without one, or undefined for what is not there. */
export type Routes = Readonly<Record<string, (asked: Asked) => Json | Json[] | null | undefined>>;

export interface Request {
  readonly method: string;
  /** Without parameters. */
  readonly path: string;
  /** Whom it was sent to. */
  readonly host: string;
}

/** @param before answers instead of the routes, if it has an answer. @returns a server that does not listen yet. */
export function serverOf(routes: Routes, token: string, before: (request: Request) => Refusal | undefined): http.Server {
  return http.createServer(async (request, response) => {
    const { status, body, headers } = await answer(request, routes, token, before);
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(status === 204 ? '' : JSON.stringify(body));
  });
}

async function answer(
  request: http.IncomingMessage,
  routes: Routes,
  token: string,
  before: (request: Request) => Refusal | undefined,
): Promise<Refusal> {
  const { method = '', url = '' } = request;
  const [path = ''] = url.split('?');
  // GitHub takes both words.
  if (!['Bearer', 'token'].some((word) => request.headers.authorization === `${word} ${token}`))
    return { status: 401, body: { message: 'Bad credentials' } };
  const refused = before({ method, path, host: request.headers.host ?? '' });
  if (refused !== undefined) return refused;
  for (const [route, answered] of Object.entries(routes)) {
    const [verb = '', template = ''] = route.split(' ');
    const parameters = verb === method ? parametersIn(path, template) : undefined;
    if (parameters === undefined) continue;
    const operation = { method, template };
    const body = await bodyOf(request);
    const problems = problemsOfRequest(operation, body);
    if (problems.length > 0) return { status: 422, body: { message: 'Validation Failed', errors: problems } };
    return answerOf(operation, () => answered({ body, parameters }));
  }
  return { status: 404, body: { message: `the double has no ${method} ${path}` } };
}

function answerOf(operation: { method: string; template: string }, answered: () => Json | Json[] | null | undefined): Refusal {
  try {
    const body = answered();
    if (body === undefined) return { status: 404, body: { message: 'Not Found' } };
    if (body === null) return { status: 204 };
    const status = successOf(operation);
    const wrong = problemsOfAnswer(operation, status, body);
    return wrong.length === 0 ? { status, body } : { status: 500, body: { message: `the double is wrong: ${wrong.join(', ')}` } };
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, body: { message: error.message } };
    return { status: 500, body: { message: `the double is wrong: ${error}` } };
  }
}

function parametersIn(path: string, template: string): Record<string, string> | undefined {
  const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const groups = pattern.exec(path)?.groups;
  return groups && Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

async function bodyOf(request: http.IncomingMessage): Promise<Json> {
  const content = await text(request);
  return content === '' ? {} : JSON.parse(content);
}
