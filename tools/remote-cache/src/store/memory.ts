/**
 * Frees memory that nobody uses any more. V8 looks only now and then at what lies outside of its heap, so with many connections at a
 * time far more would pile up than is in use. What is a part of something larger is left alone.
 */
export function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Gives each chunk until the next one is asked for, and then frees it. */
export async function* freed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    yield chunk;
    free(chunk);
  }
}
