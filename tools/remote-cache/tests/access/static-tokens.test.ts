import { hash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { failureOf, rejectionOf } from '../../../delivery/tests/failure.ts';
import { newToken, parseTokens, readTokens, staticGrant } from '../../src/access/static-tokens.ts';
import { temporaryFolder } from '../folder.ts';

const SHA = hash('sha256', 'secret');
const file = (...tokens: object[]) => JSON.stringify({ tokens });
const FIX = '  fix    correct the file: tools/remote-cache/src/access/tokens.schema.json says what it may hold';

test.each([
  { token: { writes: 'a', reads: ['b', 'a'] }, grant: { reads: ['a', 'b'], writes: 'a', admin: false, metrics: false } },
  { token: { reads: ['b'] }, grant: { reads: ['b'], writes: undefined, admin: false, metrics: false } },
  { token: { role: 'admin' }, grant: { reads: [], writes: undefined, admin: true, metrics: true } },
  { token: { role: 'metrics' }, grant: { reads: [], writes: undefined, admin: false, metrics: true } },
])('$token', ({ token, grant }) => {
  const tokens = parseTokens(file({ name: 'ci', sha256: SHA, ...token }), 'tokens.json');
  expect(staticGrant(tokens, 'secret')).toEqual({ who: 'ci', ...grant });
  expect(staticGrant(tokens, 'Secret')).toBeUndefined();
  expect(staticGrant(tokens, SHA)).toBeUndefined();
});

test.each([
  [
    '{',
    /^E_SETTINGS_INVALID: Expected property name or '}' in JSON at position 1.*\n {2}where {2}tokens\.json\n {2}fix {4}correct the file$/,
  ],
  ['{}', `E_SETTINGS_INVALID: / must have required property 'tokens'\n  where  tokens.json\n${FIX}`],
  [
    file({ name: 'a b', sha256: 'x' }),
    `E_SETTINGS_INVALID: /tokens/0/name must match pattern "^[\\w.:/@-]{1,100}$"\n/tokens/0/sha256 must match pattern "^[0-9a-f]{64}$"\n  where  tokens.json\n${FIX}`,
  ],
  [
    file({ name: 'a', sha256: SHA, role: 'root' }),
    `E_SETTINGS_INVALID: /tokens/0/role must be equal to one of the allowed values\n  where  tokens.json\n${FIX}`,
  ],
  [
    file({ name: 'a', sha256: SHA }, { name: 'a', sha256: SHA }),
    "E_SETTINGS_INVALID: two tokens are named 'a'\n  where  tokens.json\n  fix    give each a name of its own",
  ],
])('refuses %s', (text, says) => {
  const message = failureOf(() => parseTokens(text, 'tokens.json'));
  if (typeof says === 'string') expect(message).toBe(says);
  else expect(message).toMatch(says);
});

test('refuses a file that others can read', async () => {
  const name = path.join(temporaryFolder(), 'tokens.json');
  await writeFile(name, file());
  await chmod(name, 0o644);
  expect(await rejectionOf(readTokens(name))).toBe(
    `E_SETTINGS_INVALID: others may read it: its mode is 0644\n  where  ${name}\n  fix    chmod 600 ${name}`,
  );
  for (const mode of [0o600, 0o440]) {
    await chmod(name, mode);
    expect((await readTokens(name)).size).toBe(0);
  }
});

test('a token is long, and new each time', () => {
  const [one, two] = [newToken(), newToken()];
  expect(one.token).toMatch(/^[\w-]{43}$/);
  expect(one.sha256).toBe(hash('sha256', one.token));
  expect(two.token).not.toBe(one.token);
});
