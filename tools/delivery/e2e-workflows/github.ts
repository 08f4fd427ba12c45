import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Artifact } from '../src/pipeline/github/releases.ts';

/** What GitHub knows of this repository, and answers on loopback. */
export interface Known {
  /** Commits of the successful pushes to each branch, the newest first. */
  readonly successful?: Readonly<Record<string, readonly string[]>>;
  readonly artifacts?: readonly Artifact[];
  /** Deployments of each environment, the newest first. */
  readonly deployments?: Readonly<Record<string, readonly Told[]>>;
  /** Of the run that asks: what it uploads is known at once. */
  readonly branch?: string;
}

/** A deployment, and the last status that it was given. */
export interface Told {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
}

export interface GitHub {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: readonly string[];
  close(): void;
}

/** @param folder where the stand-in of upload-artifact keeps them, by run. */
function uploaded(folder: string, branch: string): Artifact[] {
  return readdirSync(folder).flatMap((run) => readdirSync(path.join(folder, run)).map((name) => artifactOf(name, branch, Number(run))));
}

/** An artifact of a run of this repository. */
export function artifactOf(name: string, head_branch: string, id = 1): Artifact {
  return { name, expired: false, workflow_run: { id, repository_id: 1, head_repository_id: 1, head_branch } };
}

/** Makes a tag as `POST git/refs` does. @returns whether there was none of this name. */
async function tag(request: http.IncomingMessage, root: string): Promise<boolean> {
  const { ref, sha } = JSON.parse(await text(request)) as { ref: string; sha: string };
  try {
    // It must be new: the old value is that of no commit.
    execFileSync('git', ['update-ref', ref, sha, '0'.repeat(40)], { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** GitHub's API as far as the workflows ask it: the same paths and parameters, and 404 for all others. */
export async function gitHub(
  { successful = {}, artifacts = [], deployments = {}, branch = 'main' }: Known,
  folder: string,
  root: string,
): Promise<GitHub> {
  const requests: string[] = [];
  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    requests.push(`${request.method} ${request.url}`);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== 'Bearer ghs_stand-in') return json(401, { message: 'Bad credentials' });
    if (/^\/repos\/kerp\/kerp\/actions\/workflows\/build.yml\/runs$/.test(pathname)) {
      const commits = searchParams.get('status') === 'success' ? (successful[searchParams.get('branch') ?? ''] ?? []) : [];
      return json(200, { total_count: commits.length, workflow_runs: commits.map((head_sha) => ({ head_sha })) });
    }
    if (pathname === '/repos/kerp/kerp/actions/artifacts') {
      const found = [...uploaded(folder, branch), ...artifacts];
      return json(200, { total_count: found.length, artifacts: found });
    }
    if (pathname === '/repos/kerp/kerp/deployments')
      return json(
        200,
        (deployments[searchParams.get('environment') ?? ''] ?? []).map(({ id, sha }) => ({ id, sha })),
      );
    const id = /^\/repos\/kerp\/kerp\/deployments\/(\d+)\/statuses$/.exec(pathname)?.[1];
    if (id !== undefined) {
      const told = Object.values(deployments).flat();
      return json(
        200,
        told.filter((one) => String(one.id) === id).map(({ state }) => ({ state })),
      );
    }
    if (request.method === 'POST' && pathname === '/repos/kerp/kerp/git/refs')
      return (await tag(request, root)) ? json(201, {}) : json(422, { message: 'Reference already exists' });
    return json(404, { message: 'Not Found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
