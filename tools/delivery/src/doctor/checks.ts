import { createConnection } from 'node:net';
import { statusOf } from '../pipeline/local-cluster.ts';
import type { ProcessRunner } from '../ports.ts';
import { type Machine, steps } from '../setup/steps.ts';
import type { Command } from '../toolchain/command.ts';

/** What was found of one thing that the workspace uses. */
export interface Finding {
  readonly name: string;
  /** `missing` stops something that everybody does, `absent` something that can wait. */
  readonly state: 'there' | 'missing' | 'absent';
  /** Its version, or how it is. */
  readonly detail: string;
  /** What does not work without it. */
  readonly needed?: string;
  /** The command that brings it. */
  readonly fix?: string;
}

export interface Group {
  readonly title: string;
  readonly findings: readonly Finding[];
}

interface Tool {
  readonly name: string;
  readonly command: Command;
  /** Major and minor; older ones are as good as none. */
  readonly atLeast?: readonly [number, number];
  readonly needed: string;
  readonly fix: string;
  readonly optional?: true;
}

const ask = (program: string, ...args: string[]): Command => ({ title: program, origin: 'path', program, args, cwd: '.' });

/** What must be there before `make setup` can bring the rest. */
const TOOLS: readonly Tool[] = [
  { name: 'git', command: ask('git', '--version'), needed: 'everything', fix: 'sudo apt-get install git' },
  {
    name: 'Node',
    command: ask('node', '--version'),
    atLeast: [24, 0],
    needed: 'everything',
    fix: 'npm ci brings it: node_modules/.bin/node',
  },
  { name: 'Go', command: ask('go', 'version'), atLeast: [1, 26], needed: 'Go projects, the tools', fix: 'https://go.dev/doc/install' },
  {
    name: 'Python',
    command: ask('python3', '--version'),
    atLeast: [3, 11],
    needed: 'Python projects',
    fix: 'sudo apt-get install python3 python3-venv',
  },
];

const ENGINES: readonly Tool[] = ['docker', 'buildah', 'podman'].map((name) => ({
  name,
  command: name === 'docker' ? ask(name, 'version', '--format={{.Server.Version}}') : ask(name, '--version'),
  needed: 'images; one engine is enough',
  fix: 'make setup',
  optional: true,
}));

/** Ports of this machine that must be free before, or are answered by what runs already. */
const PORTS = [
  { port: 30080, of: 'the API in the local cluster', fix: 'make cluster-down, if it is not yours' },
  { port: 8080, of: 'the API of make dev', fix: 'see who has it: ss -ltnp sport = :8080' },
];

/** Looks at everything; changes nothing. */
export async function examine(machine: Machine): Promise<Group[]> {
  const [tools, engines, rest, ports, cluster] = await Promise.all([
    Promise.all(TOOLS.map((tool) => toolFinding(tool, machine.process))),
    Promise.all(ENGINES.map((tool) => toolFinding(tool, machine.process))),
    Promise.all(steps.map((step) => stepFinding(step, machine))),
    Promise.all(PORTS.map(portFinding)),
    clusterFinding(machine.process),
  ]);
  return [
    { title: 'Tools', findings: tools },
    { title: 'Brought by make setup', findings: rest },
    { title: 'Container engines', findings: alternatives(engines) },
    { title: 'Cluster and ports', findings: [cluster, ...ports] },
  ];
}

/** One of them is enough: where there is one, nothing is said of the others. */
function alternatives(findings: readonly Finding[]): Finding[] {
  const enough = findings.some(({ state }) => state === 'there');
  return findings.map(({ name, state, detail, needed, fix }) =>
    enough || !needed || !fix ? { name, state, detail } : { name, state, detail, needed, fix },
  );
}

async function toolFinding({ name, command, atLeast, needed, fix, optional }: Tool, process: ProcessRunner): Promise<Finding> {
  const version = await versionOf(command, process);
  const state = optional ? 'absent' : 'missing';
  if (version === undefined) return { name, state, detail: 'not found', needed, fix };
  if (atLeast !== undefined && isOlder(version, atLeast))
    return { name, state, detail: `${version}, ${atLeast.join('.')} or newer is needed`, needed, fix };
  return { name, state: 'there', detail: version };
}

/** The first thing in what a program prints that looks like a version. */
async function versionOf(command: Command, process: ProcessRunner): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await process.capture(command);
    return exitCode === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
  } catch {
    return undefined;
  }
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [hasMajor = 0, hasMinor = 0] = version.split('.').map(Number);
  return hasMajor < major || (hasMajor === major && hasMinor < minor);
}

async function stepFinding({ name, needed, isDone, fix, systemWide }: (typeof steps)[number], machine: Machine): Promise<Finding> {
  if (await isDone(machine)) return { name, state: 'there', detail: 'there' };
  const brought = !systemWide || machine.apt;
  return { name, state: systemWide ? 'absent' : 'missing', detail: 'not there', needed, fix: brought ? 'make setup' : fix };
}

async function portFinding({ port, of, fix }: (typeof PORTS)[number]): Promise<Finding> {
  const name = `port ${port}`;
  return (await answers(port)) ? { name, state: 'absent', detail: 'taken', needed: of, fix } : { name, state: 'there', detail: 'free' };
}

/** @returns whether somebody listens on a port of the loopback interface. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

async function clusterFinding(process: ProcessRunner): Promise<Finding> {
  const name = 'local cluster';
  if ((await statusOf(process)) !== undefined) return { name, state: 'there', detail: 'ready' };
  return {
    name,
    state: 'absent',
    detail: 'not running',
    needed: 'deploys on this machine',
    fix: 'make pipeline starts one; or: make cluster-up',
  };
}
