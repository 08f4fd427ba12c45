import { afterwards } from './afterwards.ts';
import { expectCommitted, expectFree, expectLayout } from './checks.ts';
import { generator } from './generator.ts';
import { lockPython } from './locks.ts';
import { namesOf } from './names.ts';
import { goWork, type Place, uvSource } from './places.ts';
import { render } from './render.ts';

export interface LibraryOptions {
  readonly name: string;
  readonly lang: 'go' | 'python' | 'typescript';
  readonly force?: boolean;
}

/** The file that names every library of a language. */
const NAMED_IN = { go: 'go.work', python: 'pyproject.toml', typescript: 'tsconfig.base.json' };

/** A library with one function and its test, known to the tools of its language. */
export default generator<LibraryOptions>(async (tree, { name, lang, force = false }, runnerIn) => {
  const names = namesOf(String(name), `${lang} library`);
  const folder = libraryFolder(name, lang);
  expectLayout(tree, [NAMED_IN[lang]]);
  await expectFree(tree, name, [folder]);
  const places = libraryPlaces(name, lang);
  await expectCommitted(
    runnerIn(tree.root),
    [folder, ...places.map(({ file }) => file)],
    force,
    'commit them, or add --force to mix them with what is generated',
  );
  render(tree, [`${lang}-library`], names);
  for (const { file, add } of places) tree.write(file, add(tree.read(file, 'utf8') ?? ''));
  if (lang === 'python') await lockPython(tree, runnerIn);
  return afterwards(runnerIn(tree.root), { python: lang === 'python', next: [`npx nx run-many -p ${name} -t lint test`] });
});

export function libraryFolder(name: string, lang: LibraryOptions['lang']): string {
  return `libs/${lang}/${name}`;
}

/** Everywhere that a library is named beside its own files. */
export function libraryPlaces(name: string, lang: LibraryOptions['lang']): Place[] {
  if (lang === 'go') return [goWork(libraryFolder(name, lang))];
  return lang === 'python' ? [uvSource(`kerp-${name}`)] : [];
}
