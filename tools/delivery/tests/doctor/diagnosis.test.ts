import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Group } from '../../src/doctor/checks.ts';
import { formatDiagnosis, isWell } from '../../src/doctor/diagnosis.ts';

const THERE: Group = { title: 'Tools', findings: [{ name: 'git', state: 'there', detail: '2.43.0' }] };
const ABSENT: Group = {
  title: 'Engines',
  findings: [{ name: 'podman', state: 'absent', detail: 'not found', needed: 'images', fix: 'make setup' }],
};
const MISSING: Group = {
  title: 'Tools',
  findings: [
    { name: 'Go', state: 'missing', detail: '1.20, 1.26 or newer is needed', needed: 'Go projects', fix: 'https://go.dev/doc/install' },
  ],
};

test.each<[name: string, groups: Group[], well: boolean, text: string]>([
  ['all there', [THERE], true, 'Tools\n  git  ok  2.43.0\n\nReady. Next: make pipeline, or: make help'],
  [
    'something that can wait',
    [THERE, ABSENT],
    true,
    `Tools
  git  ok  2.43.0

Engines
  podman  -  not found
      for  images
      fix  make setup

Ready. Next: make pipeline, or: make help`,
  ],
  [
    'something that everybody needs',
    [MISSING],
    false,
    `Tools
  Go  MISSING  1.20, 1.26 or newer is needed
      for  Go projects
      fix  https://go.dev/doc/install

Missing: Go. Bring them as said above, then: make doctor`,
  ],
])('%s', (_name, groups, well, text) => {
  expect(formatDiagnosis(groups, false)).toBe(text);
  expect(isWell(groups)).toBe(well);
});

test('a long remedy is continued below its start', () => {
  const finding = { name: 'x', state: 'absent', detail: 'not there', needed: 'one thing '.repeat(12).trim(), fix: 'make setup' } as const;
  for (const line of formatDiagnosis([{ title: 'T', findings: [finding] }], false).split('\n'))
    expect(stringWidth(line)).toBeLessThanOrEqual(80);
});

test('colour only where it is wanted', () => {
  expect(formatDiagnosis([MISSING], true)).toContain('\u001b[31mMISSING\u001b[39m');
});
