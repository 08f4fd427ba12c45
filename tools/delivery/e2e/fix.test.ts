import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
const PROTO = 'libs/proto/kerp/tax/v1/tax_invoice_service.proto';
/** As untidy as the others, but of the base, in a project that the change does not touch. */
const OLD = 'libs/python/logging/src/kerp_logging/untidy.py';
const UNTIDY = '"""Untidy."""\nUNTIDY  =  1\n';
const MANIFEST = 'deployments/k8s/overlays/local/servers.yaml';

/** What a change makes untidy, and how it must be after the one command. */
const repairable: readonly { file: string; untidy: (text: string) => string; tidy: (text: string) => string }[] = [
  {
    file: 'libs/go/settings/untidy.go',
    untidy: () => 'package settings\n\nvar   untidy =  1\n\nvar _ = untidy\n',
    tidy: () => 'package settings\n\nvar untidy = 1\n\nvar _ = untidy\n',
  },
  {
    file: 'libs/python/settings/src/kerp_settings/untidy.py',
    untidy: () => UNTIDY,
    tidy: () => '"""Untidy."""\n\nUNTIDY = 1\n',
  },
  {
    file: 'tools/openssf/untidy.ts',
    untidy: () => 'export const untidy   = "1"\n',
    tidy: () => "export const untidy = '1';\n",
  },
  {
    file: PROTO,
    untidy: (text) => text.replace('  string business_number = 1;', '  string   business_number=1;'),
    tidy: (text) => text,
  },
];

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  await workspace.edit(OLD, () => UNTIDY);
  await commit('on the base');
  await workspace.git('checkout', '--quiet', '-b', 'change');
});
afterAll(() => remove());

async function commit(message: string): Promise<void> {
  await workspace.git('add', '--all');
  await workspace.git(...AUTHOR, 'commit', '--quiet', `--message=${message}`);
}

const changed = async () => (await workspace.git('diff', '--name-only', 'HEAD')).split('\n').sort();

it('one command repairs a Go, a Python, a TypeScript and a proto file, says which, and touches nothing else', async () => {
  const wanted = await Promise.all(repairable.map(async ({ file, tidy }) => [file, tidy(await workspace.read(file))] as const));
  for (const { file, untidy } of repairable) await workspace.edit(file, untidy);
  // Nothing repairs manifests: they must not make the command fail.
  await workspace.edit(MANIFEST, (text) => `${text}# The end\n`);
  await commit('a change');
  const result = await workspace.run('make', 'fix', 'BASE=main');
  expectSuccess(result);
  const files = repairable.map(({ file }) => file).sort();
  expect(result.output).toContain(
    ['Repaired 4 files: see git diff', ...files.map((file) => `  ${file}`), '', 'next  make check BASE=main'].join('\n'),
  );
  for (const [file, text] of wanted) expect(await workspace.read(file)).toBe(text);
  expect(await changed()).toEqual(files);
  expect(await workspace.read(OLD)).toBe(UNTIDY);
}, 600_000);

it('what no tool repairs is listed, with what to type next', async () => {
  await commit('repaired');
  const file = 'libs/python/settings/src/kerp_settings/untyped.py';
  await workspace.edit(
    file,
    () => '"""Planted."""\n\n\ndef shout(text):  # noqa: ANN001, ANN201\n    """Shout."""\n    return   text.upper()\n',
  );
  await commit('untyped');
  expectFailure(
    await workspace.run('make', 'fix', 'BASE=HEAD~1'),
    'Repaired 1 file: see git diff',
    `  ${file}`,
    'No tool repairs this:',
    file,
    'no-untyped-def (mypy)',
    'def shout(text):',
    '1 finding',
    'next  correct it by hand, or accept it in suppressions.json; then: make check BASE=HEAD~1',
  );
  expect(await changed()).toEqual([file]);
}, 600_000);

it('where the change has nothing that can be linted, nothing is done', async () => {
  await commit('repaired again');
  const result = await workspace.run('make', 'fix', 'BASE=HEAD');
  expectSuccess(result);
  expect(result.output).toContain('Nothing was to repair\n\nnext  make check BASE=HEAD');
  expect(await changed()).toEqual(['']);
}, 600_000);
