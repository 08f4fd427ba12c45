import { createHash } from 'node:crypto';
import type { Workspace } from '../workspace.ts';

/** A mistake as somebody may make it, and the one finding that it must be. */
export interface Fault {
  readonly kind: string;
  readonly file: string;
  /** Text of the line that the finding must be at. */
  readonly line: string;
  plant(text: string): string;
  readonly project: string;
  readonly verb: 'lint' | 'scan' | 'audit';
  readonly rule: string;
}

const PYTHON = 'libs/python/settings/src/kerp_settings/planted.py';
const PROTO = 'libs/proto/kerp/tax/v1/tax_invoice_service.proto';
const WORKFLOW = '.github/workflows/rollback.yml';
const KEYS = 'deployments/planted.txt';
const LOCK = 'apps/insurance-edi/requirements.lock';

/** Looks like a token of GitHub and is none. Put together here, so that nobody finds it in this file. */
const TOKEN = ['ghp', createHash('sha256').update('planted').digest('hex').slice(0, 36)].join('_');

const CODE = `"""Planted."""

import sqlite3


def find(connection: sqlite3.Connection, name: str) -> object:
    """Finds by name."""
    return connection.execute(f"SELECT * FROM invoices WHERE name = '{name}'").fetchone()
`;

export const FAULTS: readonly Fault[] = [
  {
    kind: 'a SQL injection',
    file: PYTHON,
    line: `    return connection.execute(f"SELECT * FROM invoices WHERE name = '{name}'").fetchone()`,
    plant: () => CODE,
    project: 'python-settings',
    verb: 'scan',
    rule: 'B608',
  },
  {
    kind: 'a function without types',
    file: 'libs/python/settings/src/kerp_settings/untyped.py',
    line: 'def shout(text):  # noqa: ANN001, ANN201',
    plant: () => '"""Planted."""\n\n\ndef shout(text):  # noqa: ANN001, ANN201\n    """Shouts."""\n    return text.upper()\n',
    project: 'python-settings',
    verb: 'lint',
    rule: 'no-untyped-def',
  },
  {
    kind: 'a hard-coded key',
    file: KEYS,
    line: `token = "${TOKEN}"`,
    plant: () => `token = "${TOKEN}"\n`,
    project: 'repository',
    verb: 'scan',
    rule: 'github-pat',
  },
  {
    kind: 'an action that is not pinned',
    file: WORKFLOW,
    line: '        uses: actions/checkout@v7',
    plant: (text) => text.replace(/actions\/checkout@[0-9a-f]{40} # \S+/, 'actions/checkout@v7'),
    project: 'github',
    verb: 'lint',
    rule: 'unpinned-uses',
  },
  {
    kind: 'a breaking change of a schema',
    file: PROTO,
    line: '  int64 business_number = 1;',
    plant: (text) => text.replace('  string business_number = 1;', '  int64 business_number = 1;'),
    project: 'proto',
    verb: 'lint',
    rule: 'FIELD_SAME_TYPE',
  },
  {
    kind: 'a vulnerable package in the lock of a service',
    file: LOCK,
    line: 'planted==1.0.0 \\',
    plant: (text) => `${text}planted==1.0.0 \\\n    --hash=sha256:${'0'.repeat(64)}\n`,
    project: 'insurance-edi',
    verb: 'audit',
    rule: 'KERP-2026-0001',
  },
];

/** Of a test, not a finding: the race detector fails it, wherever it was planted before. */
export const RACE = {
  project: 'go-settings',
  file: 'libs/go/settings/planted_test.go',
  text: `package settings_test

import (
	"sync"
	"testing"
)

func TestPlantedRace(t *testing.T) {
	t.Parallel()

	count := 0
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { count++ })
	}
	group.Wait()
}
`,
};

/** A record of a database of vulnerabilities: https://ossf.github.io/osv-schema/ */
export const VULNERABILITY = {
  schema_version: '1.7.0',
  id: 'KERP-2026-0001',
  modified: '2026-11-20T10:00:00Z',
  published: '2026-11-20T10:00:00Z',
  summary: 'A planted vulnerability',
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'planted', purl: 'pkg:pypi/planted' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
      versions: ['1.0.0'],
    },
  ],
  database_specific: { severity: 'HIGH' },
};

export async function plant(workspace: Workspace, faults: readonly Fault[]): Promise<void> {
  for (const { file, plant: change } of faults) await workspace.edit(file, change);
}
