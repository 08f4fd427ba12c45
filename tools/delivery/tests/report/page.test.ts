import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatPage } from '../../src/report/page.ts';
import { COMMIT, image, report, task } from './fixture.ts';
import { workspaceReport } from './workspace.ts';

describe('formatPage', () => {
  test('its policy allows its own style sheet and nothing else', () => {
    const page = formatPage(workspaceReport());
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
    );
  });

  test('needs no other file, no script and no inline style', () => {
    expect(formatPage(workspaceReport(['api-server:test']))).not.toMatch(/<script|<link|\s(src|style|on\w+)=|\shref="(?!#)|url\(|@import/);
  });

  test('a project, target, base, image or tag is never markup', () => {
    const evil = `"><img src=x onerror='alert(1)'>`;
    const page = formatPage(
      report({
        projects: { [evil]: [evil], [`${evil}2`]: [evil] },
        tasks: [
          { ...task('api:lint', 'failed', 0, 10), project: evil, target: evil },
          { ...task('api:lint', 'ran', 0, 10), project: evil, target: `${evil}2` },
        ],
        base: evil,
        commit: evil,
        images: [image(evil, { digest: evil, source: evil, standIns: [evil] })],
      }),
    );
    expect(page).not.toContain('<img');
    expect(page).toContain('<bdi>&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;</bdi>');
  });

  test('says in its title how the run ended, and for which commit', () => {
    expect(formatPage(report())).toContain('<title>Passed in 1m 20s · 3f2a1b9c0d12</title>');
    expect(formatPage(report({ success: false }))).toContain('<title>Failed in 1m 20s · 3f2a1b9c0d12</title>');
  });

  test('a deploy is part of the time, and said beside the commit', () => {
    const page = formatPage(report({ deploy: { outcome: 'deployed', detail: 'http://127.0.0.1:30080', durationMs: 21_300 } }));
    expect(page).toContain('<title>Passed in 1m 41s · 3f2a1b9c0d12</title>');
    expect(page).toContain('<dt>Deploy</dt><dd>deployed after 21.3s: http://127.0.0.1:30080</dd>');
  });

  test('shows failures before everything else', () => {
    expect(headings(formatPage(workspaceReport(['api-server:test'])))).toEqual([
      '1 task failed',
      'Where the time went',
      'Tasks',
      'Images',
      'Not touched',
    ]);
  });

  test('a change that touches nothing is said plainly', () => {
    const page = formatPage(report({ projects: { api: ['lint'] } }));
    expect(page).toContain('<p class="empty">Nothing that this change touches: no task ran.</p>');
    expect(headings(page)).toEqual(['Not touched']);
  });

  test('the headline has the full commit, the base and the start', () => {
    const page = formatPage(report({ commit: `${COMMIT}-dirty` }));
    expect(page).toContain(`<dd><code>${COMMIT}</code> <span class="note">with uncommitted changes</span></dd>`);
    expect(page).toContain('<dd>main 9c8612d</dd>');
    expect(page).toContain('<time datetime="2026-03-02T01:02:03.000Z">2026-03-02 01:02 UTC</time>');
  });
});

function headings(page: string): string[] {
  return [...page.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, text = '']) => text);
}
