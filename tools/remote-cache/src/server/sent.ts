import type { Writable } from 'node:stream';

/** Of somebody who took only a part of what was sent. */
export class ReceiverGone extends Error {}

/** Hands a chunk to whoever receives it. @returns when its memory is no longer needed. @throws ReceiverGone */
export function sent(receiver: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (cause?: Error) => reject(new ReceiverGone('the receiver went away', { cause }));
    const closed = () => gone();
    if (receiver.destroyed) return gone();
    receiver.once('close', closed);
    receiver.write(chunk, (error) => {
      receiver.off('close', closed);
      if (error) gone(error);
      else resolve();
    });
  });
}
