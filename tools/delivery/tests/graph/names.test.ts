import { expect, test } from 'vitest';
import { projectNames } from '../../src/graph/names.ts';

test.each<[name: string, roots: Record<string, string>]>([
  ['the last folder', { 'apps/api-server': 'api-server', 'libs/proto': 'proto', tools: 'tools' }],
  ['a folder more where two are equal', { 'libs/go/logging': 'go-logging', 'libs/python/logging': 'python-logging', 'apps/api': 'api' }],
  ['two folders more', { 'a/go/http/client': 'a-go-http-client', 'b/go/http/client': 'b-go-http-client' }],
  ['only those that need it get more', { 'libs/a/log': 'a-log', 'libs/b/log': 'b-log', 'x/c': 'c' }],
  ['a root that is the end of another one', { log: 'log', 'libs/log': 'libs-log' }],
  ['a short name that a longer one would repeat', { 'apps/go-log': 'go-log', 'libs/go/log': 'libs-go-log', 'libs/js/log': 'js-log' }],
  ['no number of folders is enough', { 'go-log': 'go-log', 'go/log': 'go/log', 'js/log': 'js-log' }],
  ['no project', {}],
])('%s', (_name, roots) => {
  expect(Object.fromEntries(projectNames(Object.keys(roots)))).toEqual(roots);
});

test('does not depend on the order', () => {
  const roots = ['a/log', 'b/log', 'log', 'x/go-log', 'y/go/log', 'z/go/log'];
  expect(projectNames(roots.toReversed())).toEqual(projectNames(roots));
});

test.each<[name: string | undefined, root: string]>([
  ['etcd', 'etcd'],
  [undefined, '.'],
])('the root is called %s, and others give way', (name, expected) => {
  expect(Object.fromEntries(projectNames(['tools/etcd', '.'], name))).toEqual({
    '.': expected,
    'tools/etcd': name ? 'tools-etcd' : 'etcd',
  });
});
