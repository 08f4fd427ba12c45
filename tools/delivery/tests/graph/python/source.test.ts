import { expect, test } from 'vitest';
import { pythonImports } from '../../../src/graph/python/imports.ts';
import { decodePython } from '../../../src/graph/python/source.ts';

test.each<[name: string, bytes: Buffer, text: string]>([
  ['UTF-8', Buffer.from('é'), 'é'],
  ['a byte order mark', Buffer.from('\ufeffimport a'), 'import a'],
  ['line ends', Buffer.from('a\r\nb\rc\n'), 'a\nb\nc\n'],
  ['latin-1', Buffer.from('# -*- coding: latin-1 -*-\n\xe9', 'latin1'), '# -*- coding: latin-1 -*-\né'],
  [
    'the second line',
    Buffer.from('#!/usr/bin/python\r\n# vim: set fileencoding=iso_8859_15 :\r\n\xa4', 'latin1'),
    '#!/usr/bin/python\n# vim: set fileencoding=iso_8859_15 :\n€',
  ],
  ['cp1252', Buffer.from('# coding=cp1252\n\x80', 'latin1'), '# coding=cp1252\n€'],
  ['cp949', Buffer.concat([Buffer.from('# coding: cp949\n'), Buffer.from([0xc7, 0xd1])]), '# coding: cp949\n한'],
  ['not a comment of the first two lines', Buffer.from('x = 1\n\n# coding: latin-1\né'), 'x = 1\n\n# coding: latin-1\né'],
  ['an unknown encoding', Buffer.from('# coding: none\né'), '# coding: none\né'],
  ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
])('%s', (_name, bytes, text) => {
  expect(decodePython(bytes)).toBe(text);
});

test('a character whose second byte is a backslash does not hide the end of a string', () => {
  const source = Buffer.concat([Buffer.from('# coding: cp932\ns = "'), Buffer.from([0x95, 0x5c]), Buffer.from('"\nimport a\n')]);
  expect(pythonImports(decodePython(source)).map(({ module }) => module)).toEqual(['a']);
});
