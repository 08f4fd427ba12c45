import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'vite';
import { makePortable, replaceFolder } from '../../delivery/src/adapters/files.ts';
import { imagePlatforms, platformFolder } from '../../delivery/src/build/platform.ts';
import { DeliveryError, formatError } from '../../delivery/src/errors.ts';
import type { Platform } from '../../delivery/src/toolchain/toolchain.ts';

/** As `build` of every project: see buildOutputs in tools/delivery/src/toolchain/targets.ts. */
const OUTPUT = 'dist/tools/remote-cache';
const root = path.resolve(import.meta.dirname, '../../..');

/** One file of all sources and packages: what is tested is what runs, without a package manager in the image. */
async function bundle(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: path.join(root, 'tools/remote-cache'),
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: 'src/main.ts', target: 'node24', outDir: folder, minify: false, emptyOutDir: false },
  });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
}

/** The workspace's own Node, from its npm package. @throws E_TOOL_MISSING where npm has not installed that platform's. */
async function copyNode({ os, arch }: Platform, folder: string): Promise<void> {
  const name = `node-${os}-${arch === 'amd64' ? 'x64' : arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    await copyFile(path.join(path.dirname(manifest), 'bin/node'), path.join(folder, 'node'));
  } catch {
    throw new DeliveryError('E_TOOL_MISSING', {
      what: `the package '${name}' is not installed`,
      fix: `npm install --no-save --force ${name}`,
    });
  }
}

try {
  await replaceFolder(root, OUTPUT, async (temporary) => {
    for (const platform of imagePlatforms()) {
      const folder = path.join(root, temporary, platformFolder(platform));
      await bundle(folder);
      await copyNode(platform, folder);
      await makePortable(folder, []);
    }
  });
} catch (error) {
  if (!(error instanceof DeliveryError)) throw error;
  console.error(formatError(error));
  process.exitCode = 1;
}
