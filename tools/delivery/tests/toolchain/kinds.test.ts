import { expect, test } from 'vitest';
import { kinds } from '../../src/toolchain/kinds.ts';
import { askedOf, shownOf } from './commands.ts';

function checksOf(kind: string, files: readonly string[], fix = false) {
  return kinds.find(({ name }) => name === kind)?.lint({ name: 'x', root: 'x' }, { fix, files });
}

const AUDIT = 'zizmor --offline --persona=auditor --no-progress --quiet --strict-collection';
const LINT = '.> go-tool:actionlint -no-color -shellcheck=.venv/bin/shellcheck -pyflakes=';
const WORKFLOWS = ['.github/workflows/a.yml', '.github/actions/x/action.yml'];

test.each<[kind: string, files: string[], fix: boolean, shown: string[]]>([
  ['github', WORKFLOWS, false, [`${LINT} ${WORKFLOWS[0]}`, `.> python:${AUDIT} ${WORKFLOWS.join(' ')}`]],
  ['github', WORKFLOWS, true, [`${LINT} ${WORKFLOWS[0]}`, `.> python:${AUDIT} --fix=safe ${WORKFLOWS.join(' ')}`]],
  ['dockerfiles', ['a/Dockerfile'], false, ['.> python:hadolint a/Dockerfile']],
  ['scripts', ['a', 'b'], false, ['.> python:shellcheck --external-sources a b']],
])('%s, fix=%s', (kind, files, fix, shown) => {
  expect(shownOf(checksOf(kind, files, fix))).toEqual(shown);
});

test.each<[kind: string, asked: string[]]>([
  [
    'github',
    [
      `actionlint, actionlint: ${LINT} '-format={{json .}}' ${WORKFLOWS[0]}`,
      `zizmor, zizmor: .> python:${AUDIT} --format=json-v1 ${WORKFLOWS.join(' ')}`,
    ],
  ],
  ['dockerfiles', [`hadolint, hadolint: .> python:hadolint --format=json ${WORKFLOWS.join(' ')}`]],
  ['scripts', [`shellcheck, shellcheck: .> python:shellcheck --external-sources --format=json1 ${WORKFLOWS.join(' ')}`]],
])('%s is asked for findings', (kind, asked) => {
  expect(askedOf(checksOf(kind, WORKFLOWS))).toEqual(asked);
});
