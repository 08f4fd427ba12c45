import type { Writable } from 'node:stream';

/** Hands a chunk to whoever receives it. @returns when its memory is no longer needed. @throws when the receiver has gone away. */
export function sent(receiver: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the receiver went away'));
    if (receiver.destroyed) return gone();
    receiver.once('close', gone);
    receiver.write(chunk, (error) => {
      receiver.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}
