import { expect, test } from 'vitest';
import { free, freed } from '../../src/store/memory.ts';

const memory = () => process.memoryUsage().arrayBuffers / 2 ** 20;

test('what is freed is gone at once, not when V8 gets to it', () => {
  const before = memory();
  const buffers = Array.from({ length: 100 }, () => Buffer.allocUnsafeSlow(2 ** 20));
  expect(memory() - before).toBeGreaterThan(99);
  for (const buffer of buffers) free(buffer);
  expect(memory() - before).toBeLessThan(50);
  expect(buffers[0]?.byteLength).toBe(0);
});

test('a part of something larger stays: it is not its only user', () => {
  const whole = Buffer.from(new ArrayBuffer(8)).fill('a');
  free(whole.subarray(2));
  expect(whole.toString()).toBe('aaaaaaaa');
});

test('a chunk is there until the next one is asked for', async () => {
  const chunks = ['one', 'two'].map((text) => Buffer.from(new TextEncoder().encode(text).buffer));
  const seen: string[] = [];
  for await (const chunk of freed(from(chunks))) seen.push(`${chunk} ${chunks.map(({ byteLength }) => byteLength)}`);
  expect(seen).toEqual(['one 3,3', 'two 0,3']);
  expect(chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
});

test('whoever stops early ends the source', async () => {
  let ended = false;
  async function* source() {
    try {
      yield Buffer.from('one');
      yield Buffer.from('two');
    } finally {
      ended = true;
    }
  }
  for await (const _ of freed(source())) break;
  expect(ended).toBe(true);
});

async function* from(chunks: readonly Buffer[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}
