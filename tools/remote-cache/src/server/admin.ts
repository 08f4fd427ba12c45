import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Store } from '../store/store.ts';
import { Answer, sendJson } from './answer.ts';
import { HASH } from './hash.ts';

/** Looks into the store and removes from it. @throws Answer */
export async function administer(store: Store, method: string, url: URL, response: ServerResponse): Promise<void> {
  const scope = url.searchParams.get('scope') ?? undefined;
  const hash = new RegExp(`^/admin/artifacts/(${HASH})$`).exec(url.pathname)?.[1];
  if (method === 'GET' && url.pathname === '/admin/scopes') return sendJson(response, { scopes: await store.scopes() });
  if (method === 'GET' && url.pathname === '/admin/artifacts') return sendList(store, scope, response);
  if (method === 'DELETE' && hash !== undefined) {
    if (!(await store.remove({ scope: needed(scope), hash }))) throw new Answer(404, 'there is no such artifact');
    return sendJson(response, { removed: 1 });
  }
  if (method === 'DELETE' && url.pathname === '/admin/artifacts') return sendJson(response, { removed: await purge(store, needed(scope)) });
  throw new Answer(404, 'GET /admin/scopes, GET or DELETE /admin/artifacts?scope=SCOPE, DELETE /admin/artifacts/HASH?scope=SCOPE');
}

async function purge(store: Store, scope: string): Promise<number> {
  let removed = 0;
  for await (const key of store.list(scope)) removed += Number(await store.remove(key));
  return removed;
}

/** One artifact a line, as they are found. */
async function sendList(store: Store, scope: string | undefined, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  async function* lines() {
    for await (const { usedAt, ...entry } of store.list(scope)) yield `${JSON.stringify({ ...entry, usedAt: new Date(usedAt) })}\n`;
  }
  await pipeline(Readable.from(lines()), response);
}

function needed(scope: string | undefined): string {
  if (scope === undefined) throw new Answer(400, 'name the scope: ?scope=SCOPE');
  return scope;
}
