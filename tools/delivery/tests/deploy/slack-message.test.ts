import type { IncomingWebhookSendArguments } from '@slack/webhook';
import { expect, test } from 'vitest';
import { slackMessage } from '../../src/deploy/slack-message.ts';
import { resultOf, runOf } from './runs.ts';

interface Text {
  readonly type: string;
  readonly text: string;
}

interface Blocks {
  readonly type: string;
  readonly text?: Text;
  readonly fields?: readonly Text[];
  readonly elements?: readonly Text[];
}

function blocksOf({ blocks }: IncomingWebhookSendArguments): Blocks[] {
  return blocks as unknown as Blocks[];
}

/** What breaks a limit of https://docs.slack.dev/reference/block-kit/blocks */
function tooMuch(message: IncomingWebhookSendArguments): string[] {
  const blocks = blocksOf(message);
  const checks: [what: string, size: number, max: number][] = [
    ['blocks', blocks.length, 50],
    ...blocks.flatMap(({ type, text, fields = [], elements = [] }): [string, number, number][] => [
      [`${type} text`, text?.text.length ?? 0, type === 'header' ? 150 : 3_000],
      [`${type} fields`, fields.length, 10],
      ...fields.map(({ text: value }): [string, number, number] => [`${type} field`, value.length, 2_000]),
      [`${type} elements`, elements.length, 10],
    ]),
  ];
  return checks.filter(([, size, max]) => size > max).map(([what, size, max]) => `${what}: ${size} of ${max}`);
}

test('a deploy: where, what, how it went, how long it took, which commits, where to look', () => {
  const { text, blocks } = slackMessage(runOf(), resultOf('succeeded'));
  expect(text).toBe(':white_check_mark: v2 runs in production');
  const field = (name: string, value: string) => ({ type: 'mrkdwn', text: `*${name}*\n${value}` });
  expect(blocks).toEqual([
    { type: 'header', text: { type: 'plain_text', text: ':white_check_mark: v2 runs in production', emoji: true } },
    {
      type: 'section',
      fields: [
        field('Environment', 'production'),
        field('Version', 'v1 → v2'),
        field('Result', 'succeeded'),
        field('Duration', '12.3 s'),
        field('Commit', 'c0ffee'),
        field('By', 'kim'),
      ],
    },
    { type: 'section', text: { type: 'mrkdwn', text: '*2 commits*\n• c0ffee1 feat: tea\n• c0ffee0 fix: coffee' } },
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: '<https://api.kerp.io|production> | <https://github.com/kerp/kerp/actions/runs/42|run>' }],
    },
  ]);
});

test.each([
  { own: {}, outcome: 'returned', headline: ':leftwards_arrow_with_hook: v2 failed in production; v1 runs again' },
  { own: {}, outcome: 'failed', headline: ':x: v2 failed in production, and nothing could be returned to' },
  { own: {}, outcome: 'interrupted', headline: ':warning: the deploy of v2 to production was interrupted' },
  { own: { kind: 'rollback' }, outcome: 'succeeded', headline: ':white_check_mark: production is back at v2' },
] as const)('$headline', ({ own, outcome, headline }) => {
  const message = slackMessage(runOf(own), resultOf(outcome, 'web does not come up\nits last words'));
  expect(blocksOf(message)[0]?.text?.text).toBe(headline);
  expect(blocksOf(message)[2]?.text?.text).toBe('*Cause*\nweb does not come up');
});

test('a rollback says what it takes back', () => {
  const [, , commits] = blocksOf(slackMessage(runOf({ kind: 'rollback' }, ['c0ffee1 feat: tea']), resultOf('succeeded')));
  expect(commits?.text?.text).toBe('*1 commit taken back*\n• c0ffee1 feat: tea');
});

test('more commits than fit are counted', () => {
  const [, , commits] = blocksOf(
    slackMessage(
      runOf(
        {},
        Array.from({ length: 12 }, (_, index) => `commit ${index}`),
      ),
      resultOf('succeeded'),
    ),
  );
  expect(commits?.text?.text.split('\n').slice(-2)).toEqual(['• commit 9', 'and 2 more']);
});

test('nothing in a text is a mention or a link', () => {
  const message = slackMessage(runOf({ by: '<@U1>' }, ['<!channel> a & b']), resultOf('failed', '<https://evil.example|click>'));
  const texts = JSON.stringify(message.blocks);
  expect(texts).toContain('&lt;!channel&gt; a &amp; b');
  expect(texts).not.toMatch(/<!|<@|<https:\/\/evil/);
});

test.each(['&', 'x', '한', '🍵'])('whatever its length, a text of %s stays within the limits of Slack', (character) => {
  const long = character.repeat(5_000);
  const entry = { by: long, from: long, version: long, link: `https://example.com/${long}` };
  const message = slackMessage(
    runOf(
      entry,
      Array.from({ length: 100 }, () => long),
    ),
    resultOf('returned', long),
  );
  expect(tooMuch(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toMatch(/\\ud[89ab][0-9a-f]{2}(?!\\ud)/i);
});
