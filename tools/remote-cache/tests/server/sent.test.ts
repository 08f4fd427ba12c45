import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { ReceiverGone, sent } from '../../src/server/sent.ts';

test('a chunk is sent when it has left, not when it is queued', async () => {
  const written: string[] = [];
  let leave = () => {};
  const receiver = new Writable({
    write(chunk: Buffer, _, done) {
      leave = () => {
        written.push(chunk.toString());
        done();
      };
    },
  });
  const sending = sent(receiver, Buffer.from('artifact')).then(() => written.push('sent'));
  await new Promise(setImmediate);
  expect(written).toEqual([]);
  leave();
  await sending;
  expect(written).toEqual(['artifact', 'sent']);
  expect(receiver.listenerCount('close')).toBe(0);
});

test('a receiver that goes away, or has gone, is told', async () => {
  const receiver = new Writable({ write: () => undefined });
  const sending = sent(receiver, Buffer.from('artifact'));
  receiver.destroy();
  await expect(sending).rejects.toThrow('the receiver went away');
  await expect(sent(receiver, Buffer.from('artifact'))).rejects.toThrow('the receiver went away');
});

test('a write that fails is a receiver that has gone, and the failure is kept', async () => {
  const cause = new Error('write ECANCELED');
  const receiver = new Writable({ write: (_chunk, _, done) => done(cause) }).on('error', () => undefined);
  await expect(sent(receiver, Buffer.from('artifact'))).rejects.toEqual(new ReceiverGone('the receiver went away', { cause }));
});
