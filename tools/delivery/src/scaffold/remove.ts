import type { Tree } from '@nx/devkit';
import { DeliveryError } from '../errors.ts';
import { afterwards } from './afterwards.ts';
import { expectCommitted, expectUnused } from './checks.ts';
import { generator } from './generator.ts';
import { type LibraryOptions, libraryFolder, libraryPlaces } from './library.ts';
import { lockPython } from './locks.ts';
import { namesOf } from './names.ts';
import { type Place, servicePlaces } from './places.ts';
import { filesBelow } from './render.ts';
import { environmentsOf, filesOf } from './service.ts';

export interface RemoveOptions {
  readonly name: string;
  readonly force?: boolean;
}

/** What is taken away of one service or library. */
interface Found {
  readonly root: string;
  readonly python: boolean;
  readonly files: readonly string[];
  readonly places: readonly Place[];
}

const LANGUAGES: readonly LibraryOptions['lang'][] = ['go', 'python', 'typescript'];

/** Takes a service or library away: its files, and its name wherever the generators wrote it. */
export default generator<RemoveOptions>(async (tree, { name, force = false }, runnerIn) => {
  const { root, python, files, places } = find(tree, String(name));
  await expectUnused(root);
  await expectCommitted(runnerIn(tree.root), files, force, 'commit them, or add --force to lose them');
  // File by file: of a folder that is deleted as a whole, the tree goes on to find the files.
  for (const file of files) for (const each of [...filesBelow(tree, file), file]) if (tree.exists(each)) tree.delete(each);
  for (const { file, remove } of places) tree.write(file, remove(tree.read(file, 'utf8') ?? ''));
  if (python) await lockPython(tree, runnerIn);
  return afterwards(runnerIn(tree.root), { python, next: ['git status'] });
});

function find(tree: Tree, name: string): Found {
  const root = `apps/${name}`;
  const manifest = ['go.mod', 'pyproject.toml'].find((file) => name !== '' && !/[^a-z0-9-]/.test(name) && tree.exists(`${root}/${file}`));
  if (manifest !== undefined) {
    const names = namesOf(name, 'service');
    const lang = manifest === 'go.mod' ? 'go' : 'python';
    // With all that a service can have: what this one has not is not there to be taken out.
    const service = { ...names, lang, http: true, grpc: true, queue: true, nodePort: 0 } as const;
    const built = [`dist/${root}`, `dist/images/${name}.json`];
    return {
      root,
      python: lang === 'python',
      files: [...filesOf(name, names.snake), ...built],
      places: servicePlaces(service, environmentsOf(tree)),
    };
  }
  const lang = LANGUAGES.find((one) => tree.exists(libraryFolder(name, one)) && !/[^a-z0-9-]/.test(name) && name !== '');
  if (lang === undefined) {
    throw new DeliveryError('E_NAME_UNKNOWN', {
      what: `there is no service and no library '${name}'`,
      where: ['apps', ...LANGUAGES.map((one) => `libs/${one}`)].join('\n'),
      fix: 'npx nx show projects lists the projects',
    });
  }
  const folder = libraryFolder(name, lang);
  return { root: folder, python: lang === 'python', files: [folder, `dist/${folder}`], places: libraryPlaces(name, lang) };
}
