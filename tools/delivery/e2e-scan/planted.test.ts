import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { commit, git } from '../tests/repository.ts';
import { audited, planted, scanned, vulnerabilities } from './planted.ts';

/** Made from parts, so that this file holds none. */
const TOKEN = `ghp_${'aB3dE5fG7hI9jK1l'}${'M3nO5pQ7rS9tU1vW3xY5'}`;
const OTHER = `ghp_${'zY9xW7vU5tS3rQ1p'}${'O9nM7lK5jI3hG1fE9dC7'}`;

const SQL_GO = `package x

import (
	"database/sql"
	"net/http"
)

func Find(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return db.QueryContext(r.Context(), "SELECT id FROM people WHERE name = '"+r.FormValue("name")+"'")
}
`;
const SQL_PY = `"""Finds people."""


def find(connection, name):
    return connection.execute("SELECT id FROM people WHERE name = '%s'" % name)
`;
const GO_MOD = 'module example.com/x\n\ngo 1.26.0\n';

describe('scan', () => {
  test('of Go finds an SQL injection, and reports it once', async () => {
    const root = planted({ 'apps/x/go.mod': GO_MOD, 'apps/x/x.go': SQL_GO });
    const { success, findings, lines } = await scanned(root, { toolchain: 'go' });
    expect([success, findings]).toEqual([false, ['gosec apps/x/x.go:9 HIGH G701']]);
    expect(lines).toContainEqual(expect.stringMatching(/^apps\/x\/x\.go:9:\d+ HIGH G701 SQL injection via taint analysis$/));
  });

  test('of Go leaves out what was accepted with a reason', async () => {
    const accepted = SQL_GO.replace('"\'")\n', '"\'") //nolint:gosec // a test\n');
    const root = planted({ 'apps/x/go.mod': GO_MOD, 'apps/x/x.go': accepted });
    expect(await scanned(root, { toolchain: 'go' })).toMatchObject({ success: true, findings: [], states: ['gosec ran'] });
  });

  test('of Python finds an SQL injection, and says which files it was not able to read', async () => {
    const root = planted({
      'apps/x/pyproject.toml': '',
      'apps/x/src/x/people.py': SQL_PY,
      'apps/x/src/x/binary.py': 'a\0b',
      'apps/x/src/x/gen/people.py': SQL_PY,
      'apps/x/tests/test_people.py': SQL_PY,
    });
    const { success, findings } = await scanned(root, { toolchain: 'python' });
    expect(success).toBe(false);
    expect([...findings].sort()).toEqual([
      'bandit apps/x/src/x/binary.py:1 HIGH not-scanned',
      'bandit apps/x/src/x/people.py:5 MEDIUM B608',
    ]);
  });

  test('finds a key in the working tree, tracked or not, and never shows it', async () => {
    const root = planted({ 'a.txt': `one\ntoken = "${TOKEN}"\n` });
    git(root, 'checkout', '--quiet', '-b', 'feature');
    commit(root, { 'b.txt': '' });
    const { findings, states, lines } = await scanned(root, { secrets: true });
    expect([findings, states]).toEqual([['gitleaks a.txt:2 CRITICAL github-pat'], ['gitleaks ran', 'gitleaks-commits ran']]);
    expect(lines.join('\n')).not.toContain(TOKEN);
  });

  test('leaves out what git ignores', async () => {
    const root = planted({ '.gitignore': 'tools/bin/*/bin\n.venv\ndist\n.env\n' });
    commit(root, {});
    writeFileSync(path.join(root, '.env'), `TOKEN=${TOKEN}\n`);
    expect(await scanned(root, { secrets: true })).toMatchObject({ success: true, findings: [] });
  });

  test('finds a key that a commit of the change has, and a later one took back', async () => {
    const root = planted({ 'a.txt': 'none\n' });
    git(root, 'checkout', '--quiet', '-b', 'feature');
    commit(root, { 'a.txt': `token = "${TOKEN}"\n` });
    commit(root, { 'a.txt': `none\n`, 'b.txt': `token = "${OTHER}"\n` });
    const { success, findings } = await scanned(root, { secrets: true });
    expect([success, findings]).toEqual([false, ['gitleaks b.txt:1 CRITICAL github-pat', 'gitleaks-commits a.txt:1 CRITICAL github-pat']]);
  });

  test('a base that is not there is a skip with its reason, and fails in CI', async () => {
    const root = planted({ 'a.txt': '' });
    vi.stubEnv('NX_BASE', 'no-such-branch');
    vi.stubEnv('CI', '');
    const here = await scanned(root, { secrets: true });
    vi.stubEnv('CI', 'true');
    const ci = await scanned(root, { secrets: true });
    vi.unstubAllEnvs();
    expect([here.success, ci.success]).toEqual([true, false]);
    expect(here.states).toEqual([
      'gitleaks ran',
      "gitleaks-commits skipped the commits of the change are not known: 'no-such-branch', which the change is compared with, is no commit of this clone",
    ]);
  });
});

const UUID = { ecosystem: 'Go', name: 'github.com/google/uuid' } as const;
const GO = `package x

import "github.com/google/uuid"

func ID(text string) (uuid.UUID, error) { return uuid.Parse(text) }
`;
const GO_SUM = `github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`;
const goProject = () =>
  planted({ 'apps/x/go.mod': `${GO_MOD}\nrequire github.com/google/uuid v1.6.0\n`, 'apps/x/go.sum': GO_SUM, 'apps/x/x.go': GO });

describe('audit', () => {
  test('of Go: what is called blocks, and GitHub says how severe it is', async () => {
    const source = vulnerabilities(
      { ...UUID, id: 'GO-2099-0001', aliases: ['CVE-2099-1'], symbols: ['Parse'] },
      { ...UUID, id: 'GHSA-2099', aliases: ['CVE-2099-1'], severity: 'CRITICAL' },
    );
    const { success, findings, lines } = await audited(goProject(), { toolchain: 'go' }, source);
    expect([success, findings]).toEqual([false, ['govulncheck apps/x/go.mod:5 CRITICAL GO-2099-0001']]);
    expect(lines).toContain('fix: (cd apps/x && go get github.com/google/uuid@v99.0.0)');
  });

  test('of Go: what nobody calls does not block', async () => {
    const source = vulnerabilities({ ...UUID, id: 'GO-2099-0002', symbols: ['NewRandomFromReader'] });
    expect(await audited(goProject(), { toolchain: 'go' }, source)).toMatchObject({
      success: true,
      findings: ['govulncheck apps/x/go.mod:5 LOW GO-2099-0002'],
    });
  });

  const LOCKS = {
    'uv.lock': `version = 1
requires-python = ">=3.11"

[[package]]
name = "grpcio"
version = "1.85.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "jinja2"
version = "3.0.0"
source = { registry = "https://pypi.org/simple" }
`,
    'apps/x/requirements.lock': 'grpcio==1.85.1 \\\n    --hash=sha256:0000\n',
    'package-lock.json': JSON.stringify(
      {
        name: 'w',
        lockfileVersion: 3,
        packages: { '': { name: 'w' }, 'node_modules/execa': { version: '9.0.0', resolved: 'https://r/execa-9.0.0.tgz' } },
      },
      null,
      2,
    ),
  };
  const KNOWN = vulnerabilities.bind(
    undefined,
    { id: 'GHSA-1', ecosystem: 'PyPI', name: 'grpcio', severity: 'HIGH' },
    { id: 'GHSA-2', ecosystem: 'PyPI', name: 'jinja2', severity: 'MODERATE' },
    { id: 'GHSA-3', ecosystem: 'npm', name: 'execa', severity: 'CRITICAL', aliases: ['CVE-2099-3'] },
  );

  test('of the lock of a service', async () => {
    const { success, findings, lines } = await audited(planted(LOCKS), { locks: ['apps/x/requirements.lock'] }, KNOWN());
    expect([success, findings]).toEqual([false, ['osv-scanner apps/x/requirements.lock:1 HIGH GHSA-1']]);
    expect(lines).toContain('fix: .venv/bin/uv lock --upgrade-package grpcio && make lock');
  });

  test('of the locks of the workspace: what a service locks is reported there', async () => {
    const options = { locks: ['uv.lock', 'package-lock.json'], elsewhere: 'apps/*/requirements.lock' };
    const { success, findings } = await audited(planted(LOCKS), options, KNOWN());
    expect(success).toBe(false);
    expect([...findings].sort()).toEqual(['osv-scanner package-lock.json:8 CRITICAL CVE-2099-3', 'osv-scanner uv.lock:10 MEDIUM GHSA-2']);
  });

  test('without a database it is skipped with the reason and the remedy, and fails in CI', async () => {
    const root = planted(LOCKS);
    vi.stubEnv('CI', '');
    const here = await audited(root, { locks: ['package-lock.json'] }, 'file:///no-such-folder');
    vi.stubEnv('CI', 'true');
    const ci = await audited(root, { locks: ['package-lock.json'] }, 'file:///no-such-folder');
    vi.unstubAllEnvs();
    const reason = 'there is no vulnerability database: file:///no-such-folder/Go/all.zip cannot be had: there is no such file';
    expect([here.success, here.states, ci.success]).toEqual([true, [`osv-scanner skipped ${reason}`], false]);
    expect(ci.lines.slice(-3)).toEqual([
      `E_SCANNER: osv-scanner has not looked at x: ${reason}`,
      '  where  apps/x',
      '  fix    download the archives where that is possible, and name the folder: DELIVERY_VULN_DB=file:///folder',
    ]);
  });

  test('a database that is damaged is a failure, not a pass', async () => {
    const root = planted(LOCKS);
    const source = KNOWN();
    writeFileSync(path.join(new URL(source).pathname, 'npm/all.zip'), 'half');
    const { success, states } = await audited(root, { locks: ['package-lock.json'] }, source);
    expect([success, states]).toEqual([false, [expect.stringMatching(/^osv-scanner failed osv-scanner failed with exit code 127: /)]]);
  });
});
