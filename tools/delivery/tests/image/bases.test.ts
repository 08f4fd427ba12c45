import { expect, test } from 'vitest';
import { resolveBases } from '../../src/image/bases.ts';
import { recordFile } from '../../src/image/record.ts';
import { rejectionOf } from '../failure.ts';
import type { Files } from '../folder.ts';
import { fakeEngine } from './fake-engine.ts';
import { imageJob } from './job.ts';
import { recordOf } from './records.ts';

const DIR = 'deployments/docker/api';
const PINNED = 'docker.io/library/python:3.11@sha256:0';
const STAND_IN: Files = { [`${DIR}/stand-in.txt`]: 'python3-minimal\n' };

function resolved(image: string, facts: Parameters<typeof fakeEngine>[0], files: Files = {}) {
  const engine = fakeEngine(facts);
  const job = imageJob(files);
  const bases = resolveBases([{ arg: 'BASE', image }], DIR, engine, job);
  return { bases, engine, job };
}

test('nothing to resolve', async () => {
  expect(await resolveBases([], DIR, fakeEngine(), imageJob({}))).toEqual({ buildArgs: {}, standIns: [] });
});

test('an image of this workspace is used by its source', async () => {
  const files = {
    [recordFile('base')]: JSON.stringify(recordOf({ image: 'base', name: 'kerp/base', source: 'src-9', standIns: [PINNED] })),
  };
  const { bases, engine } = resolved('base', {}, files);
  expect(await bases).toEqual({ buildArgs: { BASE: 'local/kerp/base:src-9' }, standIns: [PINNED] });
  expect(engine.log).toEqual([]);
});

test('an image that the engine has is not pulled', async () => {
  const { bases, engine } = resolved(PINNED, { images: [PINNED] }, STAND_IN);
  expect(await bases).toEqual({ buildArgs: { BASE: PINNED }, standIns: [] });
  expect(engine.log).toEqual([]);
});

test('an image that the engine lacks is pulled', async () => {
  const { bases, engine } = resolved(PINNED, { remote: [PINNED] }, STAND_IN);
  expect(await bases).toEqual({ buildArgs: { BASE: PINNED }, standIns: [] });
  expect(engine.log).toEqual([`pull ${PINNED} as docker.io/library/python:3.11`]);
});

test('where it cannot be pulled the stand-in is used, and said', async () => {
  const { bases, job } = resolved(PINNED, {}, STAND_IN);
  const { buildArgs, standIns } = await bases;
  expect(buildArgs['BASE']).toMatch(/^local\/stand-in\/python:src-/);
  expect(standIns).toEqual([PINNED]);
  expect(job.lines().slice(0, 2)).toEqual([
    `${PINNED} cannot be pulled (no route to host)`,
    `using a stand-in made of the Debian packages in ${DIR}/stand-in.txt`,
  ]);
});

test('without a stand-in it is refused', async () => {
  expect(await rejectionOf(resolved(PINNED, {}).bases)).toBe(
    `E_BASE_IMAGE: the base image ${PINNED} cannot be pulled: no route to host\n  where  ${DIR}\n` +
      `  fix    make its registry reachable, or describe a stand-in in ${DIR}/stand-in.txt`,
  );
});

test('an image that FROM names itself needs no argument', async () => {
  const { buildArgs } = await resolveBases([{ arg: undefined, image: 'a' }], DIR, fakeEngine({ images: ['a'] }), imageJob({}));
  expect(buildArgs).toEqual({});
});
