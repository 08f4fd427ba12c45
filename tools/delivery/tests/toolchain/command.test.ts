import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatCommand } from '../../src/toolchain/command.ts';

test.each<[args: string[], typed: string]>([
  [[], 'tool'],
  [['run', './...', '--fix'], 'tool run ./... --fix'],
  [['--format=json', 'a,b', '50%', 'x:1', 'me@host', 'HEAD^', '1+1'], 'tool --format=json a,b 50% x:1 me@host HEAD^ 1+1'],
  [[''], "tool ''"],
  [['two words'], "tool 'two words'"],
  [['-ldflags=-s -w'], "tool '-ldflags=-s -w'"],
  [['$HOME', '*.go', 'a;b', '~', 'a\nb'], "tool '$HOME' '*.go' 'a;b' '~' 'a\nb'"],
  [["it's"], "tool 'it'\\''s'"],
  [["'"], "tool ''\\'''"],
  [['급여'], "tool '급여'"],
])('%j is typed as %s', (args, typed) => {
  expect(formatCommand({ program: 'tool', args })).toBe(typed);
});

test('a shell takes what is typed for the same words', () => {
  const words = [
    '',
    ' ',
    "'",
    "it's",
    '"',
    '\\',
    '\\n',
    '\n',
    '$HOME',
    '`id`',
    '~',
    '~/x',
    '*',
    'a=b',
    '#no',
    '!x',
    '{a,b}',
    '급여',
    '-s -w',
  ];
  const typed = formatCommand({ program: 'printf', args: ['%s\\0', ...words] });
  expect(execFileSync('sh', ['-c', typed], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words);
});
