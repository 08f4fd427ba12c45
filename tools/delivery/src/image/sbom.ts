import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeFileWhole } from '../adapters/files.ts';
import { DeliveryError } from '../errors.ts';
import { executor } from '../executor.ts';
import type { Command } from '../toolchain/command.ts';
import { chooseEngine } from './engines/choose.ts';
import { must } from './engines/engine.ts';
import { type PlatformImage, readRecord } from './record.ts';
import { parseSbom, sameEverywhere } from './spdx.ts';

interface Options {
  readonly image: string;
  readonly engine?: string;
}

/** Lists what is in an image, a document (SPDX 2.3, JSON) for each platform beside the image's record. The same image has the same one. */
export default executor<Options>(async ({ image, engine: engineName }, { workspaceRoot, process }) => {
  const record = await readRecord(workspaceRoot, image);
  const engine = await chooseEngine(process, engineName);
  const several = record.platforms.length > 1;
  for (const platform of record.platforms) {
    const suffix = several ? `-${architectureOf(platform)}` : '';
    const ref = `${engine.localName(record.name)}:${record.source}${suffix}`;
    if ((await engine.inspect(ref))?.imageId !== platform.imageId) throw notThere(image, ref);
    const folder = await mkdtemp(path.join(tmpdir(), 'sbom-'));
    try {
      const archive = await engine.save(ref, path.join(folder, 'image.tar'));
      const output = path.join(folder, 'sbom.json');
      await must(process, syft(archive, output, record.name));
      const sbom = sameEverywhere(parseSbom(await readFile(output, 'utf8'), image), { ...record, imageId: platform.imageId });
      const file = `dist/images/${image}${suffix}.spdx.json`;
      await writeFileWhole(workspaceRoot, file, `${JSON.stringify(sbom, null, 2)}\n`);
      console.log(`${file}: ${sbom.packages.length} packages`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
});

function architectureOf({ platform }: PlatformImage): string {
  return platform.split('/')[1] ?? '';
}

function syft(archive: string, output: string, name: string): Command {
  return {
    title: 'syft',
    origin: 'go-tool',
    program: 'syft',
    args: ['scan', archive, '--quiet', `--output=spdx-json=${output}`, `--source-name=${name}`],
    cwd: '.',
    // It looks for a newer version of itself otherwise.
    env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' },
    fix: 'npx nx run syft:build, then run it again',
  };
}

function notThere(image: string, ref: string): DeliveryError {
  return new DeliveryError('E_IMAGE_RECORD', {
    what: `the engine does not have the image of the record of ${image}`,
    where: ref,
    fix: `npx nx run ${image}:docker`,
  });
}
