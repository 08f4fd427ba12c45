import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** Time for all of an archive; the largest has some 300 MB. */
const SECONDS = 600;

export interface Kept {
  readonly size: number;
  /** When the source changed it last. */
  readonly changed: Date;
}

/** Brings a file up to date with its source, whole or not at all. @throws Error with the cause in one line */
export async function bringUpToDate(source: URL, file: string, say: (line: string) => void): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const before = await kept(file);
  const part = `${file}.${process.pid}`;
  try {
    const changed = source.protocol === 'file:' ? await copy(source, part, before) : await download(source, part, before, say);
    if (changed === undefined) return;
    await utimes(part, changed, changed);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

export async function kept(file: string): Promise<Kept | undefined> {
  try {
    const { size, mtime } = await stat(file);
    return { size, changed: mtime };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns when the source changed, or undefined when there is nothing new. */
async function copy(source: URL, part: string, before: Kept | undefined): Promise<Date | undefined> {
  const from = fileURLToPath(source);
  const there = await kept(from);
  if (there === undefined) throw new Error('there is no such file');
  if (there.size === before?.size && seconds(there.changed) === seconds(before.changed)) return undefined;
  await copyFile(from, part);
  return there.changed;
}

async function download(source: URL, part: string, before: Kept | undefined, say: (line: string) => void): Promise<Date | undefined> {
  const headers = before === undefined ? {} : { 'If-Modified-Since': before.changed.toUTCString() };
  const response = await ask(source, headers);
  if (response.status === 304) return undefined;
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const length = response.headers.get('Content-Length');
  say(`downloading ${source.href}${length === null ? '' : ` (${Math.ceil(Number(length) / 1e6)} MB)`}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(part, { mode: 0o600 }));
  const size = (await kept(part))?.size;
  if (length !== null && size !== Number(length)) throw new Error(`the answer ended after ${size} of ${length} bytes`);
  return new Date(response.headers.get('Last-Modified') ?? Date.now());
}

async function ask(source: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(source, { headers, signal: AbortSignal.timeout(SECONDS * 1000) });
  } catch (error) {
    // What fetch throws says only that it failed; its cause says why.
    const { message, cause } = error as Error;
    throw new Error(cause instanceof Error ? cause.message || message : message);
  }
}

function seconds(date: Date): number {
  return Math.floor(date.valueOf() / 1000);
}
