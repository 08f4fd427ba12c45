import { expect, test } from 'vitest';
import { ownersOf } from '../../src/pipeline/touched.ts';

const LINT = { lint: {} };
const owners = [
  { name: 'repository', data: { root: '.', targets: { scan: {} } } },
  { name: 'api-server', data: { root: 'apps/api-server', targets: LINT } },
  { name: 'inner', data: { root: 'apps/api-server/inner', targets: LINT } },
  { name: 'api', data: { root: 'apps/api', targets: LINT } },
  { name: 'worker', data: { root: 'apps/worker', targets: LINT } },
  { name: 'scripts', data: { root: '.ci', targets: { lint: { options: { files: ['.ci/run', 'apps/worker/seed'] } } } } },
];

test.each([
  ['the innermost project around a file', ['apps/api-server/inner/a.go'], ['inner']],
  ['each once, sorted', ['apps/worker/a.go', 'apps/api-server/b.go', 'apps/worker/c.go'], ['api-server', 'worker']],
  ['not one whose root only begins alike', ['apps/api-server/a.go'], ['api-server']],
  ['what names the file as well', ['apps/worker/seed'], ['scripts', 'worker']],
  ['nothing without the target', ['README.md'], []],
  ['nothing of no files', [], []],
])('%s', (_, files, expected) => {
  expect(ownersOf(files, owners, 'lint')).toEqual(expected);
});
