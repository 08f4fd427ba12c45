import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processRunner } from '../../delivery/src/adapters/process.ts';
import { workspaceTools } from '../../delivery/src/adapters/tools.ts';
import { chooseEngine } from '../../delivery/src/image/engines/choose.ts';
import type { Stopwatch } from './command.ts';

/** The engine that both ways use, and where it keeps the images of the measurement. */
export interface ImageStore {
  readonly engine: string;
  /** Environment that makes the engine use the store. */
  readonly env: Record<string, string>;
}

/**
 * Takes the engine that our own pipeline takes. buildah and podman get a store and a cache in `folder`, above the user's
 * own store: they find the images that are there and leave no new one. Docker has no such thing.
 */
export async function openImageStore(root: string, folder: string, stopwatch: Stopwatch): Promise<ImageStore> {
  const { name: engine } = await chooseEngine(processRunner(root, workspaceTools(root, [])));
  if (engine === 'docker') return { engine, env: {} };
  const info = JSON.parse(await stopwatch.output({ program: engine, args: ['info'], cwd: root })) as EngineInfo;
  const { GraphRoot = info.store.graphRoot, GraphDriverName = info.store.graphDriverName } = info.store;
  await mkdir(folder);
  const config = path.join(folder, 'storage.conf');
  const lines = [
    '[storage]',
    `driver = ${JSON.stringify(GraphDriverName)}`,
    `graphroot = ${JSON.stringify(path.join(folder, 'graph'))}`,
    `runroot = ${JSON.stringify(path.join(folder, 'run'))}`,
    '[storage.options]',
    `additionalimagestores = [${JSON.stringify(GraphRoot)}]`,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const scratch = path.join(folder, 'tmp');
  await mkdir(scratch);
  // TMPDIR: where the two keep what `RUN --mount=type=cache` mounts.
  return { engine, env: { CONTAINERS_STORAGE_CONF: config, TMPDIR: scratch } };
}

/**
 * Ends what an interrupted build left mounted, so that the store can be deleted; from Docker, which has no store for the
 * measurement, the images that were named for it are removed.
 */
export async function emptyImageStore({ engine, env }: ImageStore, cwd: string, stopwatch: Stopwatch): Promise<void> {
  const run = (...args: string[]) => stopwatch.output({ program: engine, args, cwd, env });
  if (engine === 'buildah') await run('rm', '--all');
  if (engine === 'podman') await run('rm', '--all', '--force');
  if (engine !== 'docker') return;
  const images = await run('images', '--quiet', '--filter=reference=kerp-bench/*');
  const ids = [...new Set(images.split('\n').filter((id) => id !== ''))];
  if (ids.length > 0) await run('image', 'rm', '--force', ...ids);
}

/** buildah and podman name the same facts differently. */
interface EngineInfo {
  readonly store: {
    readonly GraphRoot?: string;
    readonly GraphDriverName?: string;
    readonly graphRoot?: string;
    readonly graphDriverName?: string;
  };
}
