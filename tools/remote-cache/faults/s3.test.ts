import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { afterAll, beforeAll, describe } from 'vitest';
import { folderOf } from '../src/store/layout.ts';
import { S3Store, s3Client } from '../src/store/s3.ts';
import { temporaryFolder } from '../tests/folder.ts';
import { freePort } from '../tests/free-port.ts';
import { conformance } from '../tests/store/conformance.ts';

// The same conformance as of the file system, against a real server that speaks S3.

const GATEWAY = path.resolve(import.meta.dirname, '../../bin/versitygw/bin/versitygw');

let endGateway: () => Promise<void>;
let folder: string;
let client: S3Client;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'remote-cache-s3-'));
  const port = await freePort();
  const secrets = { AWS_ACCESS_KEY_ID: 'kerp', AWS_SECRET_ACCESS_KEY: 'kerp-secret' };
  Object.assign(process.env, secrets);
  for (const name of ['data', 'sidecar']) await mkdir(path.join(folder, name));
  const gateway = execa(GATEWAY, [`--port=127.0.0.1:${port}`, '--quiet', 'posix', `--sidecar=${folder}/sidecar`, `${folder}/data`], {
    env: { ROOT_ACCESS_KEY: secrets.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: secrets.AWS_SECRET_ACCESS_KEY },
    reject: false,
  });
  endGateway = async () => {
    gateway.kill();
    await gateway;
  };
  client = s3Client({ bucket: 'none', endpoint: `http://127.0.0.1:${port}` });
  await waitForAnswer(`http://127.0.0.1:${port}`);
});

afterAll(async () => {
  client.destroy();
  await endGateway();
  await rm(folder, { recursive: true, force: true });
});

let buckets = 0;

describe('a bucket', () => {
  conformance(async (damaged) => {
    const bucket = `cache-${++buckets}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const spool = path.join(temporaryFolder(), 'incoming');
    const nameOf = ({ scope, hash }: { scope: string; hash: string }) => ({ Bucket: bucket, Key: `nx/${folderOf(scope)}/${hash}` });
    return {
      store: new S3Store(client, { bucket, prefix: 'nx/' }, spool, damaged),
      async alter(key, change) {
        const { Body, Metadata } = await client.send(new GetObjectCommand(nameOf(key)));
        await client.send(new PutObjectCommand({ ...nameOf(key), Metadata, Body: change(await buffer(Body as Readable)) }));
      },
      async replay(from, to) {
        const { Body, Metadata } = await client.send(new GetObjectCommand(nameOf(from)));
        await client.send(new PutObjectCommand({ ...nameOf(to), Metadata, Body: await buffer(Body as Readable) }));
      },
      left: () => readdir(spool).catch(() => []),
    };
  });
});

async function waitForAnswer(url: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the S3 server does not answer');
}
