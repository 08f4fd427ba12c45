import { createHash } from 'node:crypto';
import type { Workspace } from '../workspace.ts';

/** A mistake as somebody may make it, and the one finding that it must be. */
export interface Fault {
  readonly kind: string;
  readonly file: string;
  /** Text of the line that the finding must be at. */
  readonly line: string;
  plant(text: string): string;
  /** Other files that belong to the mistake, and what it makes of them. */
  readonly also?: Readonly<Record<string, (text: string) => string>>;
  /** Whether it is one only where the base is without it: such is gone once it was merged. */
  readonly ofTheChange?: true;
  readonly project: string;
  readonly verb: 'lint' | 'scan' | 'audit';
  readonly rule: string;
}

const PYTHON = 'libs/python/settings/src/kerp_settings/planted.py';
const PROTO = 'libs/proto/kerp/tax/v1/tax_invoice_service.proto';
const WORKFLOW = '.github/workflows/rollback.yml';
const KEYS = 'deployments/planted.txt';
const LOCK = 'apps/insurance-edi/requirements.lock';
const SERVERS = 'deployments/k8s/overlays/local/servers.yaml';
const GO = 'libs/go/settings';

/** Looks like a token of GitHub and is none. Put together here, so that nobody finds it in this file. */
const TOKEN = ['ghp', createHash('sha256').update('planted').digest('hex').slice(0, 36)].join('_');

/** Calls what the database knows as vulnerable. */
const CALL = `package settings

import "github.com/google/uuid"

// Planted reads an identifier.
func Planted(text string) (uuid.UUID, error) { return uuid.Parse(text) }
`;

/** As in the go.sum of services that have it: it is in the module cache. */
const GO_SUM = `github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`;

const UV = `
[[package]]
name = "planted"
version = "1.0.0"
source = { registry = "https://pypi.org/simple" }
`;

const CODE = `"""Planted."""

import sqlite3


def find(connection: sqlite3.Connection, name: str) -> object:
    """Finds by name."""
    return connection.execute(f"SELECT * FROM invoices WHERE name = '{name}'").fetchone()
`;

export const FAULTS: readonly [Fault, ...Fault[]] = [
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
    ofTheChange: true,
  },
  {
    kind: 'a privileged container',
    file: SERVERS,
    line: '            privileged: true # planted',
    plant: (text) => text.replace(/( +)allowPrivilegeEscalation: false\n/, '$&$1privileged: true # planted\n'),
    project: 'local',
    verb: 'lint',
    rule: 'container-security-context-privileged',
  },
  {
    kind: 'a vulnerable module in go.mod and go.sum',
    file: `${GO}/go.mod`,
    line: 'require github.com/google/uuid v1.6.0',
    plant: (text) => `${text}\nrequire github.com/google/uuid v1.6.0\n`,
    also: { [`${GO}/go.sum`]: (text) => `${text}${GO_SUM}`, [`${GO}/planted.go`]: () => CALL },
    project: 'go-settings',
    verb: 'audit',
    rule: 'GO-2099-0001',
  },
  {
    kind: 'a vulnerable package in uv.lock and in the part of it that a service locks',
    file: LOCK,
    line: 'planted==1.0.0 \\',
    plant: (text) => `${text}planted==1.0.0 \\\n    --hash=sha256:${'0'.repeat(64)}\n`,
    also: { 'uv.lock': (text) => `${text}${UV}` },
    project: 'insurance-edi',
    verb: 'audit',
    rule: 'KERP-2026-0001',
  },
  {
    kind: 'a vulnerable package in package-lock.json',
    file: 'package-lock.json',
    line: '    "node_modules/planted": {',
    plant: (text) => text.replace('    "node_modules/execa": {', '    "node_modules/planted": {\n      "version": "1.0.0"\n    },\n$&'),
    project: 'repository',
    verb: 'audit',
    rule: 'KERP-2026-0002',
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

/** Depends on what is no input of it. */
export const FLAKY = {
  project: 'python-settings',
  file: 'libs/python/settings/tests/test_weather.py',
  text: (outside: string) => `"""Planted."""

from pathlib import Path


def test_weather() -> None:
    assert Path("${outside}").exists()
`,
};

/** Records of databases of vulnerabilities, by ecosystem: https://ossf.github.io/osv-schema/ */
export const VULNERABILITIES = {
  Go: [
    record('GO-2099-0001', {
      package: { ecosystem: 'Go', name: 'github.com/google/uuid' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.6.1' }] }],
      ecosystem_specific: { imports: [{ path: 'github.com/google/uuid', symbols: ['Parse'] }] },
    }),
  ],
  PyPI: [
    record('KERP-2026-0001', {
      package: { ecosystem: 'PyPI', name: 'planted' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
      versions: ['1.0.0'],
    }),
  ],
  npm: [
    record('KERP-2026-0002', {
      package: { ecosystem: 'npm', name: 'planted' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
    }),
  ],
};

function record(id: string, affected: object) {
  return {
    schema_version: '1.7.0',
    id,
    modified: '2026-11-20T10:00:00Z',
    published: '2026-11-20T10:00:00Z',
    summary: 'A planted vulnerability',
    affected: [affected],
    database_specific: { severity: 'HIGH', url: `https://vulnerabilities.example/${id}` },
  };
}

export async function plant(workspace: Workspace, faults: readonly Fault[]): Promise<void> {
  for (const { file, plant: change, also = {} } of faults) {
    for (const [name, act] of Object.entries({ [file]: change, ...also })) await workspace.edit(name, act);
  }
}
