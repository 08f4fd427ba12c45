import http from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** What a new connection got. */
export interface Answer {
  /** When it was asked, in milliseconds of performance.now(). */
  readonly asked: number;
  /** Undefined when nobody answered. */
  readonly version: string | undefined;
}

/** When all new connections reach a version: asked by the first after the last that another one answered. */
export function arrivalOf(answers: readonly Answer[], version: string): number | undefined {
  const last = answers.findLastIndex((answer) => answer.version !== undefined && answer.version !== version);
  return answers.slice(last + 1).find((answer) => answer.version === version)?.asked;
}

/** Asks one new connection after the other which version answers. */
export interface VersionWatch {
  /** Waits until so many in a row were answered by the version that it stays. @throws Error after 30 s. */
  settled(version: string): Promise<void>;
  stop(): Promise<readonly Answer[]>;
}

const PAUSE_MS = 20;
const IN_A_ROW = 50;
const DEADLINE_MS = 30_000;

export function watchVersions(url: string): VersionWatch {
  const answers: Answer[] = [];
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const asked = performance.now();
      answers.push({ asked, version: await versionAt(url) });
      await setTimeout(PAUSE_MS);
    }
  })();
  return {
    async settled(version) {
      const from = answers.length;
      const end = performance.now() + DEADLINE_MS;
      while (performance.now() < end) {
        const last = answers.slice(Math.max(from, answers.length - IN_A_ROW));
        if (last.length === IN_A_ROW && last.every((answer) => answer.version === version)) return;
        await setTimeout(PAUSE_MS);
      }
      throw new Error(`${url} is not answered by ${version} alone within ${DEADLINE_MS / 1000} s`);
    },
    async stop() {
      stopped = true;
      await watching;
      return answers;
    },
  };
}

function versionAt(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 5_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () => {
        if (response.statusCode !== 200) return resolve(undefined);
        const { version } = JSON.parse(Buffer.concat(chunks).toString()) as { version: string };
        resolve(version);
      });
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
