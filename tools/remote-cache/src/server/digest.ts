/** `Content-Digest` of RFC 9530, by which both ends know that nothing was altered on the way. */
export function contentDigest(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
}

/** @returns SHA-256 in hexadecimal, or undefined when the header has none. */
export function sha256In(header: string | undefined): string | undefined {
  const base64 = /(?:^|[\s,])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}
