import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');

/** Token of every server here; it writes to the scope `team`. */
export const TOKEN = 'team-token';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** As a power cut does it. @returns when the process is gone. */
  kill(): Promise<void>;
}

/**
 * The server as a process of its own, until the test is over.
 * @param folder has its settings, its tokens and its data.
 * @param command starts what follows it; empty starts it directly.
 */
export async function serverProcess(folder: string, { settings = {}, command = [] as readonly string[] } = {}): Promise<ServerProcess> {
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  const file = path.join(folder, 'settings.json');
  const tokens = { tokens: [{ name: 'team', sha256, writes: 'team' }] };
  await writeFile(path.join(folder, 'tokens.json'), JSON.stringify(tokens), { mode: 0o600 });
  await writeFile(file, JSON.stringify({ listen: '127.0.0.1:0', folder: 'data', tokens: 'tokens.json', ...settings }));
  const [program = 'node', ...args] = [...command, 'node', MAIN, 'serve', `--settings=${file}`];
  const child = execa(program, args, { reject: false, stdin: 'ignore', buffer: false });
  const kill = async () => {
    child.kill('SIGKILL');
    await child;
  };
  onTestFinished(kill);
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url === undefined) continue;
    // Whoever does not read what the server logs would stop it.
    child.stdout.resume();
    return { url, pid: child.pid ?? 0, kill };
  }
  throw new Error('the server ended before it listened');
}
