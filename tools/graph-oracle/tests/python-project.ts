import type { Files } from '../../delivery/tests/folder.ts';

/** A pyproject.toml. */
export const named = (name: string, rest = '') => `[project]\nname = "${name}"\n${rest}`;

/** A project `app` with one module. */
export const app = (source: string, manifest = named('app')): Files => ({
  'app/pyproject.toml': manifest,
  'app/src/app/main.py': source,
});

/** A project `lib` with a module `lib`. */
export const LIB: Files = { 'lib/pyproject.toml': named('lib'), 'lib/src/lib/__init__.py': '', 'lib/src/lib/part.py': '' };

export const IMPORTED = ['app -> lib (production)'];
export const TESTED = ['app -> lib (test)'];
export const DECLARED = ['app -> lib (declared)'];
