import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { targetsIn } from '../../src/menu/targets.ts';

const MAKEFILE = `
# --- Deploy

.PHONY: deploy
deploy rollback: setup ## Bring RELEASE=<a file> to ENV=<environment>; PLAN=1 only shows it
	nx run deploy
hidden:
	true
# --- Clean
clean: ## Remove what was built
`;

test('targets are those with a text, under their heading, with what can be given', () => {
  expect(targetsIn(MAKEFILE)).toEqual([
    {
      name: 'deploy',
      section: 'Deploy',
      help: 'Bring RELEASE=<a file> to ENV=<environment>; PLAN=1 only shows it',
      variables: [
        { name: 'RELEASE', value: '<a file>' },
        { name: 'ENV', value: '<environment>' },
        { name: 'PLAN', value: '1' },
      ],
    },
    { name: 'clean', section: 'Clean', help: 'Remove what was built', variables: [] },
  ]);
});

test('the Makefile of the workspace has the two commands', () => {
  const names = targetsIn(readFileSync(path.join(import.meta.dirname, '../../../../Makefile'), 'utf8')).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['pipeline', 'test', 'doctor', 'help']));
});
