import { expect, test } from 'vitest';
import { html, trusted } from '../../../src/report/page/html.ts';

test.each([
  ['an element', '<script>alert(1)</script>', '<p title="&lt;script&gt;alert(1)&lt;/script&gt;">'],
  ['the end of an attribute', `" onload='x'`, '<p title="&quot; onload=&#39;x&#39;">'],
  ['an entity', '&amp;', '<p title="&amp;amp;">'],
  ['a replacement pattern', '$&$1', '<p title="$&amp;$1">'],
  ['a control character', 'a\u0000\u001b', '<p title="a��">'],
])('%s in a value is text', (_, value, expected) => {
  expect(html`<p title="${value}">`.markup).toBe(expected);
});

test('markup is nested as it is, alone or in a list', () => {
  const item = html`<li>${'<'}</li>`;
  expect(html`<ul>${[item, item]}</ul>${item}${trusted('<hr>')}${7}`.markup).toBe('<ul><li>&lt;</li><li>&lt;</li></ul><li>&lt;</li><hr>7');
});
