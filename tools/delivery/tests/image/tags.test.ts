import { expect, test } from 'vitest';
import { imageTags, type Naming } from '../../src/image/tags.ts';

const NAMING: Naming = { source: 'src-1', commit: 'c0ffee', branch: undefined, defaultBranch: 'main', versions: [] };

test.each<[naming: Partial<Naming>, tags: string]>([
  [{}, 'src-1 c0ffee'],
  [{ branch: 'main' }, 'src-1 c0ffee main latest'],
  [{ branch: 'develop' }, 'src-1 c0ffee develop'],
  [{ branch: 'main', defaultBranch: 'trunk' }, 'src-1 c0ffee main'],
  [{ branch: 'feature/급여-#12' }, 'src-1 c0ffee feature-----12'],
  [{ branch: '.hidden' }, 'src-1 c0ffee _hidden'],
  [{ branch: '-x' }, 'src-1 c0ffee _x'],
  [{ branch: 'x'.repeat(200) }, `src-1 c0ffee ${'x'.repeat(128)}`],
  [{ branch: 'latest' }, 'src-1 c0ffee'],
  [{ branch: 'v1.2.3' }, 'src-1 c0ffee'],
  [{ branch: 'src-1' }, 'src-1 c0ffee'],
  [{ versions: ['v1.2.3'] }, 'src-1 c0ffee v1.2.3'],
  [{ branch: 'main', versions: ['v1.2.3', 'v1.2.4-rc.1+5'] }, 'src-1 c0ffee main v1.2.3 v1.2.4-rc.1-5 latest'],
])('%j has the tags %s', (naming, tags) => {
  expect(imageTags({ ...NAMING, ...naming }).join(' ')).toBe(tags);
});
