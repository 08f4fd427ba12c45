import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What GitHub knows of this repository, and answers on loopback. */
export interface Known {
  /** Commits of the successful pushes to each branch, the newest first. */
  readonly successful?: Readonly<Record<string, readonly string[]>>;
  readonly artifacts?: readonly Artifact[];
}

/** https://docs.github.com/rest/actions/artifacts */
export interface Artifact {
  readonly name: string;
  readonly expired: boolean;
  readonly workflow_run: {
    readonly id: number;
    readonly repository_id: number;
    readonly head_repository_id: number;
    readonly head_branch: string;
    readonly head_sha: string;
  };
}

export interface GitHub {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: readonly string[];
  close(): void;
}

/** GitHub's API as far as the workflows ask it: the same paths and parameters, and 404 for all others. */
export async function gitHub({ successful = {}, artifacts = [] }: Known): Promise<GitHub> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
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
      const name = searchParams.get('name');
      const found = artifacts.filter((artifact) => name === null || artifact.name === name);
      return json(200, { total_count: found.length, artifacts: found });
    }
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
