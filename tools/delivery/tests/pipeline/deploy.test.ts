import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { folderWith } from '../folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'theirs', cluster: { server: 'https://kubernetes.example' } }],
  users: [{ name: 'kim', user: {} }],
  contexts: [{ name: 'theirs', context: { cluster: 'theirs', user: 'kim' } }],
});

test.each([
  {
    what: 'a context that there is not',
    context: 'nowhere',
    says: `E_CONTEXT_UNKNOWN: there is no context 'nowhere'
  where  KUBECONFIG
  fix    name one of: theirs (--context)`,
  },
  {
    what: 'a cluster without a registry',
    context: 'theirs',
    says: `E_OPTION_INVALID: there is no registry that the cluster of theirs pulls from
  fix    make pipeline CONTEXT=theirs DELIVERY_REGISTRY=<registry>`,
  },
])('make pipeline CONTEXT= with $what: said before anything is done', async ({ context, says }) => {
  const kubeconfig = path.join(folderWith({ config: KUBECONFIG }), 'config');
  const { exitCode, stdout, stderr } = await execa('node', ['tools/delivery/src/pipeline/main.ts', `--context=${context}`], {
    cwd: ROOT,
    env: { KUBECONFIG: kubeconfig, DELIVERY_REGISTRY: '', FORCE_COLOR: undefined },
    reject: false,
  });
  expect([exitCode, stdout, stderr.replace(kubeconfig, 'KUBECONFIG')]).toEqual([1, '', says]);
});
