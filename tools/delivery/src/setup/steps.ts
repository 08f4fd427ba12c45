import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';

/** Something that the workspace needs beside node_modules. */
export interface Step {
  readonly name: string;
  /** What does not work without it. */
  readonly needed: string;
  isDone(machine: Machine): Promise<boolean>;
  readonly install: readonly Command[];
  /** What the user does where it cannot be installed from here. */
  readonly fix: string;
  /** Whether it is made of system packages: not every user can install those, and other work can go on without them. */
  readonly systemWide: boolean;
}

export interface Machine {
  readonly workspaceRoot: string;
  readonly process: ProcessRunner;
  /** Whether system packages can be installed: Debian or Ubuntu, as root. */
  readonly apt: boolean;
}

const BOOTSTRAP = 'tools/bin/uv/requirements.txt';
/** A Docker daemon that can start the servers of deployments/compose.yaml. */
const COMPOSE = [command('docker', ['version', '--format={{.Server.Version}}']), command('docker', ['compose', 'version'])];
/** Those tests take another one by this variable, too. */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? 'chromium';
const SYNC = ['sync', '--frozen', '--all-packages', '--quiet'];

/** In the order in which they are done. */
export const steps: readonly Step[] = [
  {
    name: 'Python environment (.venv) with uv',
    needed: 'every task of a Python project',
    isDone: async ({ workspaceRoot }) => isRelocatable(path.join(workspaceRoot, '.venv/pyvenv.cfg')),
    install: [
      command('python3', ['-m', 'venv', '--clear', '.venv']),
      venv('python', ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary=:all:', `--requirement=${BOOTSTRAP}`]),
      // The programs of a plain environment name its folder: in a copied or moved clone they would run the old one's.
      venv('uv', ['venv', '--quiet', '--relocatable', '--allow-existing', '--python=.venv/bin/python', '.venv']),
    ],
    fix: 'install Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)',
    systemWide: false,
  },
  {
    name: 'locked Python packages',
    needed: 'every task of a Python project',
    isDone: ({ process }) => succeeds(process, venv('uv', [...SYNC, '--check'])),
    install: [venv('uv', SYNC)],
    fix: 'the message above names the package; check that PyPI is reachable',
    systemWide: false,
  },
  aptStep('C compiler', 'go test -race', ['gcc', 'libc6-dev'], [[command('cc', ['--version'])]]),
  aptStep('Chromium', 'the tests of tax-scraper and of environments, which drive it', ['chromium'], [[command(CHROMIUM, ['--version'])]]),
  aptStep(
    'container engine',
    'the docker target',
    ['buildah', 'ca-certificates'],
    [[command('docker', ['version', '--format={{.Server.Version}}'])], [command('buildah', ['version'])], [command('podman', ['version'])]],
  ),
  aptStep(
    'runtime that starts images',
    'the tests of the images',
    ['podman', 'runc'],
    [[command('docker', ['version', '--format={{.Server.Version}}'])], [command('podman', ['version']), command('runc', ['--version'])]],
  ),
  aptStep(
    'mmdebstrap',
    'stand-ins for base images where no registry can be reached',
    ['mmdebstrap'],
    [[command('mmdebstrap', ['--version'])]],
  ),
  aptStep(
    'PostgreSQL and Redis',
    'the integration tests and make dev',
    ['postgresql', 'redis-server'],
    // Debian keeps `postgres` itself off PATH: its cluster tools tell that the server is there.
    [COMPOSE, [command('pg_lsclusters', ['--help']), command('redis-server', ['--version'])]],
  ),
  // Apart from the network plugins: where Docker's own packages bring containerd, Debian's would take their place.
  aptStep(
    'containerd',
    'the local cluster',
    ['containerd', 'runc'],
    [[command('containerd', ['--version']), command('runc', ['--version'])]],
  ),
  aptStep(
    'network plugins of pods',
    'the local cluster',
    ['containernetworking-plugins', 'iptables'],
    ['/usr/lib/cni', '/opt/cni/bin'].map((folder) => [command('test', ['-x', `${folder}/bridge`]), command('iptables', ['--version'])]),
  ),
];

function isRelocatable(config: string): boolean {
  return existsSync(config) && readFileSync(config, 'utf8').includes('relocatable = true');
}

/** @param anyOf alternatives; of one, all commands must succeed. */
function aptStep(name: string, needed: string, packages: readonly string[], anyOf: readonly (readonly Command[])[]): Step {
  return {
    name,
    needed,
    isDone: async ({ process }) => {
      for (const all of anyOf) {
        const results = await Promise.all(all.map((one) => succeeds(process, one)));
        if (results.every(Boolean)) return true;
      }
      return false;
    },
    install: [
      command('apt-get', ['update', '--quiet=2']),
      {
        ...command('apt-get', ['install', '--yes', '--quiet=2', '--no-install-recommends', ...packages]),
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      },
    ],
    fix: `on Debian and Ubuntu: sudo apt-get install ${packages.join(' ')}`,
    systemWide: true,
  };
}

async function succeeds(process: ProcessRunner, one: Command): Promise<boolean> {
  try {
    return (await process.capture(one)).exitCode === 0;
  } catch {
    return false;
  }
}

function command(program: string, args: readonly string[]): Command {
  return { title: program, origin: 'path', program, args, cwd: '.' };
}

function venv(program: string, args: readonly string[]): Command {
  return { title: program, origin: 'python', program, args, cwd: '.' };
}
