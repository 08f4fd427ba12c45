import { expect, test } from 'vitest';
import { DeliveryError } from '../../../src/errors.ts';
import { chooseEngine } from '../../../src/image/engines/choose.ts';
import type { Captured } from '../../../src/ports.ts';
import { rejectionOf } from '../../failure.ts';
import { fakeProcess } from '../../fake-process.ts';

type Answer = 'works' | 'missing' | Partial<Captured>;

/** A machine on which the engines answer like that; those that are not named are not installed. */
function machine(answers: Readonly<Record<string, Answer>>) {
  return fakeProcess(({ program, args }) => {
    const answer = answers[[program, args[0]].join(' ')] ?? answers[program] ?? 'missing';
    if (answer === 'missing') throw new DeliveryError('E_TOOL_MISSING', { what: program, fix: '' });
    return answer === 'works' ? {} : answer;
  });
}

const BROKEN = { exitCode: 1, stderr: 'first\nno daemon\n' };

test.each<[answers: Record<string, Answer>, asked: string | undefined, chosen: string]>([
  [{ docker: 'works', buildah: 'works', podman: 'works' }, undefined, 'docker'],
  [{ buildah: 'works', podman: 'works' }, undefined, 'buildah'],
  [{ podman: 'works' }, undefined, 'podman'],
  [{ docker: BROKEN, podman: 'works' }, undefined, 'podman'],
  [{ docker: 'works', 'docker buildx': BROKEN, buildah: 'works' }, undefined, 'buildah'],
  [{ docker: 'works', buildah: 'works', podman: 'works' }, 'podman', 'podman'],
])('where %j, asked for %s: %s', async (answers, asked, chosen) => {
  expect((await chooseEngine(machine(answers), asked)).name).toBe(chosen);
});

test('the first that works is asked last', async () => {
  const process = machine({ buildah: 'works', podman: 'works' });
  await chooseEngine(process);
  expect(process.typed).toEqual(["docker version '--format={{.Server.Version}}'", 'buildah version']);
});

const FIX = '  fix    start Docker, or on Debian and Ubuntu: apt-get install buildah (needs no daemon)';

test.each<[asked: string | undefined, what: string, reasons: string[]]>([
  [
    undefined,
    'none of docker, buildah, podman works',
    ['  where  docker: no daemon', '         buildah: not installed', '         podman: not installed'],
  ],
  ['docker', "the engine 'docker' does not work", ['  where  docker: no daemon']],
  ['podman', "the engine 'podman' does not work", ['  where  podman: not installed']],
])('says why none works, asked for %s', async (asked, what, reasons) => {
  const message = await rejectionOf(chooseEngine(machine({ docker: BROKEN }), asked));
  expect(message.split('\n')).toEqual([`E_ENGINE_MISSING: ${what}`, ...reasons, FIX]);
});

test('refuses a name that it does not know, before it asks any', async () => {
  const process = machine({ docker: 'works' });
  expect(await rejectionOf(chooseEngine(process, 'kaniko'))).toBe(
    "E_OPTION_INVALID: there is no engine 'kaniko'\n  fix    use one of: docker, buildah, podman",
  );
  expect(process.typed).toEqual([]);
});

test('an interruption is not taken for an engine that does not work', async () => {
  const process = fakeProcess(() => {
    throw new DeliveryError('E_INTERRUPTED', { what: 'ended', fix: 'again' });
  });
  expect(await rejectionOf(chooseEngine(process))).toBe('E_INTERRUPTED: ended\n  fix    again');
});
