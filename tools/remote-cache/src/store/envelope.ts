import type { Key } from './store.ts';

/** Bytes before the artifact in its file: what is said of it, so that both become visible with one rename. */
export const ENVELOPE_BYTES = 1024;

export interface Envelope extends Key {
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly taskMs?: number | undefined;
}

/** One line of JSON, filled up with spaces: `head -1` shows it. @throws RangeError when a scope is too long for it. */
export function sealEnvelope(envelope: Envelope): Buffer {
  const text = Buffer.from(JSON.stringify({ version: 1, ...envelope }));
  if (text.length >= ENVELOPE_BYTES) throw new RangeError(`an envelope of ${text.length} bytes`);
  const sealed = Buffer.alloc(ENVELOPE_BYTES, ' ');
  text.copy(sealed);
  sealed.write('\n', ENVELOPE_BYTES - 1);
  return sealed;
}

/** @returns undefined for anything that `sealEnvelope` did not write. */
export function openEnvelope(bytes: Buffer): Envelope | undefined {
  try {
    const { version, scope, hash, size, sha256, taskMs } = JSON.parse(bytes.toString());
    const valid = version === 1 && typeof scope === 'string' && typeof hash === 'string' && Number.isSafeInteger(size);
    if (!valid || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    return { scope, hash, size, sha256, taskMs: typeof taskMs === 'number' ? taskMs : undefined };
  } catch {
    return undefined;
  }
}
