import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../tests/folder.ts';
import { NxWorkspace } from '../tests/nx-workspace.ts';

/**
 * A network of one link that leads nowhere: the kernel counts what is sent into it, by whatever part of Nx. IPv6 would send something
 * by itself, and names are looked up at an address beyond the link.
 */
const NOWHERE = `
  set -e
  ip link set lo up
  echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
  ip link add beyond type veth peer name nowhere
  ip address add 10.213.0.2/24 dev beyond
  ip link set beyond up
  ip link set nowhere up
  ip route add default dev beyond
  mount --bind "$1" /etc/resolv.conf
  sent() { cat /sys/class/net/beyond/statistics/tx_packets; }
  mount -t sysfs sysfs /sys
  before=$(sent)
  shift
  code=0
  timeout 60 "$@" || code=$?
  echo "sent $(($(sent) - before)) packets, exit code $code"
`;

async function run(env: Readonly<Record<string, string>>): Promise<string> {
  const workspace = new NxWorkspace();
  const own = JSON.parse(await readFile(path.resolve(import.meta.dirname, '../../../nx.json'), 'utf8'));
  // The settings of this workspace, but for its plugins.
  workspace.write('nx.json', JSON.stringify({ ...own, plugins: [], sync: undefined }));
  const names = path.join(temporaryFolder(), 'resolv.conf');
  await writeFile(names, 'nameserver 10.213.0.53\noptions timeout:1 attempts:1\n');
  const { all } = await execa('unshare', ['--net', '--mount', 'sh', '-c', NOWHERE, 'sh', names, 'nx', 'run', 'a:build'], {
    cwd: workspace.root,
    env: { ...workspace.env, ...env },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return all;
}

test.skipIf(process.getuid?.() !== 0)('without a token nothing calls out', async () => {
  const output = await run({});
  expect(output).toContain('Successfully ran target build for project a');
  expect(output).toMatch(/^sent 0 packets, exit code 0$/m);
});

test.skipIf(process.getuid?.() !== 0)('the token alone makes Nx ask Nx Cloud', async () => {
  expect(await run({ NX_CLOUD_ACCESS_TOKEN: 'a-token' })).toMatch(/^sent [1-9]\d* packets/m);
});
