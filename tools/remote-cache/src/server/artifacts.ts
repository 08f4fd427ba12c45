import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Grant } from '../access/grant.ts';
import { freed } from '../store/memory.ts';
import { Incomplete, type Store } from '../store/store.ts';
import { Answer } from './answer.ts';
import { contentDigest, sha256In } from './digest.ts';
import { sent } from './sent.ts';

/** How long the task took, in milliseconds: told by the proxy of whoever stores, and to the proxy of whoever is saved it. */
export const TASK_MS_HEADER = 'Kerp-Task-Ms';

/** What is told of a request afterwards. */
export interface Served {
  readonly outcome: 'hit' | 'miss' | 'stored' | 'present';
  readonly bytes: number;
  readonly scope?: string;
  readonly taskMs?: number | undefined;
}

/** Sends the artifact of the first scope that has it. @throws Answer 404 */
export async function sendArtifact(store: Store, { reads }: Grant, hash: string, response: ServerResponse): Promise<Served> {
  for (const scope of reads) {
    const artifact = await store.find({ scope, hash });
    if (artifact === undefined) continue;
    const { size, sha256, taskMs, body } = artifact;
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': size,
      'Content-Digest': contentDigest(sha256),
      ...(taskMs === undefined ? {} : { [TASK_MS_HEADER]: taskMs }),
    });
    // Whoever leaves this loop early, ends `body` by that.
    for await (const chunk of freed(body)) await sent(response, chunk);
    response.end();
    return { outcome: 'hit', bytes: size, scope, taskMs };
  }
  throw new Answer(404, 'there is no such artifact');
}

/** Stores what comes in the scope of whoever sends it. @throws Answer for all that is not stored. */
export async function receiveArtifact(
  store: Store,
  { writes: scope, who }: Grant,
  hash: string,
  request: IncomingMessage,
  maxBytes: number,
): Promise<Served> {
  if (scope === undefined) throw new Answer(403, `${who} may read only`);
  const size = announced(request.headers['content-length']);
  if (size > maxBytes) throw new Answer(413, `an artifact of ${size} bytes: ${maxBytes} are allowed`, { hangUp: true });
  const claim = { size, sha256: sha256In(request.headers['content-digest']?.toString()), taskMs: taskMsIn(request.headers) };
  try {
    if ((await store.add({ scope, hash }, freed(request), claim)) === 'present') throw new Answer(409, 'it is stored already');
    return { outcome: 'stored', bytes: size, scope, taskMs: claim.taskMs };
  } catch (error) {
    if (error instanceof Incomplete) throw new Answer(400, error.message, { hangUp: true });
    if (isFull(error)) throw new Answer(507, 'the disk of the cache is full', { hangUp: true });
    throw error;
  }
}

/** @returns bytes, 1 or more: without a length nobody knows whether all of it came. */
function announced(length: string | undefined): number {
  if (length === undefined) throw new Answer(411, 'an artifact needs a Content-Length', { hangUp: true });
  if (length === '0') throw new Answer(400, 'an artifact cannot be empty');
  return Number(length);
}

/** @returns undefined where the header is missing or is no duration below a day. */
export function taskMsIn(headers: IncomingMessage['headers']): number | undefined {
  const text = headers[TASK_MS_HEADER.toLowerCase()]?.toString() ?? '';
  return /^\d{1,8}$/.test(text) ? Number(text) : undefined;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
