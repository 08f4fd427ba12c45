import path from 'node:path';
import type { CreateDependenciesContext } from '@nx/devkit';
import { expect, test } from 'vitest';
import { createDependencies } from '../../src/graph/dependencies.ts';
import { type Files, folderWith } from '../folder.ts';

/** A workspace in which every folder with a go.mod or pyproject.toml is a project with the name of its path. */
function contextOf(files: Files): CreateDependenciesContext {
  const markers = Object.keys(files).filter((file) => /(?:^|\/)(?:go\.mod|pyproject\.toml)$/.test(file));
  const roots = [...new Set(markers.map((file) => path.dirname(file)))];
  const owned = (root: string) => Object.keys(files).filter((file) => file.startsWith(`${root}/`));
  return {
    projects: Object.fromEntries(roots.map((root) => [root, { root }])),
    externalNodes: {},
    nxJsonConfiguration: {},
    workspaceRoot: folderWith(files),
    fileMap: {
      nonProjectFiles: [],
      projectFileMap: Object.fromEntries(roots.map((root) => [root, owned(root).map((file) => ({ file, hash: '' }))])),
    },
    filesToProcess: { nonProjectFiles: [], projectFileMap: {} },
  };
}

/** Every edge as `source -> target (file)`. */
async function edgesOf(files: Files): Promise<string[]> {
  const edges = await createDependencies(undefined, contextOf(files));
  return edges.map((edge) => `${edge.source} -> ${edge.target} (${'sourceFile' in edge ? edge.sourceFile : ''})`);
}

const LIBRARIES: Files = {
  'libs/log/go.mod': 'module m/log\n',
  'libs/log2/go.mod': 'module m/log2\n',
  'libs/log/slog/go.mod': 'module m/log/slog\n',
};
const ALL = 'replace (\n\tm/log => ../../libs/log\n\tm/log2 => ../../libs/log2/\n\tm/log/slog => ../../libs/log/slog\n)\n';

test.each<[name: string, goMod: string, source: string, edges: string[]]>([
  ['a package of a module', ALL, 'import "m/log/json"', ['apps/a -> libs/log (apps/a/a.go)']],
  ['the module itself', ALL, 'import "m/log"', ['apps/a -> libs/log (apps/a/a.go)']],
  ['a module in another one', ALL, 'import "m/log/slog/x"', ['apps/a -> libs/log/slog (apps/a/a.go)']],
  ['a module whose path begins the same', ALL, 'import "m/log2"', ['apps/a -> libs/log2 (apps/a/a.go)']],
  ['no prefix inside of a word', ALL, 'import "m/logs"', []],
  ['two modules', ALL, 'import (\n"m/log"\n"m/log2"\n)', ['apps/a -> libs/log (apps/a/a.go)', 'apps/a -> libs/log2 (apps/a/a.go)']],
  ['its own package', ALL, 'import "m/a/x"', []],
  ['the standard library and cgo', ALL, 'import ("fmt"; "C")', []],
  ['oddities', ALL, 'import ("/m/log"; ""; "/"; "//"; "m//log"; ".")', []],
  ['a module that is not replaced', '', 'import "m/log"', []],
  ['a module that is replaced by a version', 'replace m/log => m/log v1.0.0\n', 'import "m/log"', []],
  ['a module that is replaced by a folder without a project', 'replace m/log => ../../elsewhere\n', 'import "m/log"', []],
  ['a fork under another path', 'replace other/log => ../../libs/log\n', 'import "other/log"', ['apps/a -> libs/log (apps/a/a.go)']],
])('Go: %s', async (_name, goMod, source, edges) => {
  const files = { ...LIBRARIES, 'apps/a/go.mod': `module m/a\n${goMod}`, 'apps/a/a.go': `package a\n${source}\n` };
  expect(await edgesOf(files)).toEqual(edges);
});

test('Go: each file that imports is named, also tests', async () => {
  const source = 'package a\nimport "m/log"\n';
  const files = {
    ...LIBRARIES,
    'apps/a/go.mod': `module m/a\n${ALL}`,
    'apps/a/x/b.go': source,
    'apps/a/a_test.go': source,
    'apps/a/c.txt': source,
  };
  expect(await edgesOf(files)).toEqual(['apps/a -> libs/log (apps/a/x/b.go)', 'apps/a -> libs/log (apps/a/a_test.go)']);
});

test('Python: what sources import and what manifests ask for', async () => {
  const files = {
    'libs/log/pyproject.toml': '[project]\nname = "my-log"\n',
    'libs/log/src/log/__init__.py': '',
    'apps/a/pyproject.toml': '[project]\nname = "a"\ndependencies = ["my-log"]\n',
    'apps/a/tests/test_a.py': 'import log\n',
  };
  expect(await edgesOf(files)).toEqual(['apps/a -> libs/log (apps/a/pyproject.toml)', 'apps/a -> libs/log (apps/a/tests/test_a.py)']);
});

test('a broken go.mod does not hide the edges of others', async () => {
  const files = {
    ...LIBRARIES,
    'apps/a/go.mod': `module m/a\n${ALL}`,
    'apps/a/a.go': 'package a\nimport "m/log"\n',
    'apps/b/go.mod': 'replace\n',
    'apps/b/b.go': 'package b\nimport "m/log"\n',
  };
  expect(await edgesOf(files)).toEqual(['apps/a -> libs/log (apps/a/a.go)']);
});
