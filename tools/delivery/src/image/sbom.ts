import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileWhole } from '../adapters/files.ts';
import { executor } from '../executor.ts';
import type { Command } from '../toolchain/command.ts';
import { chooseEngine } from './engines/choose.ts';
import { must } from './engines/engine.ts';
import { readRecord } from './record.ts';
import { keptImages, withArchive } from './saved.ts';
import { parseSbom, sameEverywhere } from './spdx.ts';

interface Options {
  readonly image: string;
  readonly engine?: string;
}

/** Lists what is in an image, a document (SPDX 2.3, JSON) for each platform beside the image's record. The same image has the same one. */
export default executor<Options>(async ({ image, engine: engineName }, { workspaceRoot, process }) => {
  const record = await readRecord(workspaceRoot, image);
  const engine = await chooseEngine(process, engineName);
  for (const kept of await keptImages(record, engine)) {
    await withArchive(engine, kept, async (archive, folder) => {
      const output = path.join(folder, 'sbom.json');
      await must(process, syft(archive, output, record.name));
      const sbom = sameEverywhere(parseSbom(await readFile(output, 'utf8'), image), { ...record, imageId: kept.platform.imageId });
      const file = `dist/images/${image}${kept.suffix}.spdx.json`;
      await writeFileWhole(workspaceRoot, file, `${JSON.stringify(sbom, null, 2)}\n`);
      console.log(`${file}: ${sbom.packages.length} packages`);
    });
  }
});

function syft(archive: string, output: string, name: string): Command {
  return {
    title: 'syft',
    origin: 'go-tool',
    program: 'syft',
    args: ['scan', `docker-archive:${archive}`, '--quiet', `--output=spdx-json=${output}`, `--source-name=${name}`],
    cwd: '.',
    // It looks for a newer version of itself otherwise.
    env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' },
    fix: 'npx nx run syft:build, then run it again',
  };
}
