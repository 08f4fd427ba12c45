import { localCluster, startCluster } from '../../../delivery/e2e-cluster/cluster.ts';
import { pushBase } from '../../../delivery/e2e-cluster/images.ts';
import { openRegistryProxy } from '../../../delivery/e2e-cluster/registry-proxy.ts';
import { type Contestant, helm, ours, PATIENCE_SECONDS, plainKubectl } from '../deploy/contestants.ts';
import {
  BADS,
  type BadEnd,
  type Change,
  FIRST,
  type Lost,
  measureBad,
  measureControl,
  measureRound,
  type Requests,
  type Round,
} from '../deploy/measure.ts';
import type { Lab } from '../lab.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable, formatTime } from '../table.ts';

const CONTROL_SECONDS = 12;

export interface Deploys {
  readonly control: readonly Lost[];
  /** By name; the first is kubectl, which the others are compared with. */
  readonly contestants: Readonly<Record<string, { readonly rounds: readonly Round[]; readonly bad: Readonly<Record<string, BadEnd>> }>>;
}

/** Deploys to the local cluster, which is started if it is not there and left running. */
export async function measureDeploy({ root, scratch, stopwatch, log }: Lab, rounds: number): Promise<Deploys> {
  log(`deploy: building the tools and starting the cluster`);
  const projects = '--projects=local-cluster,helm,kustomize,crane';
  await stopwatch.output({ program: 'nx', args: ['run-many', '--targets=build', projects], cwd: root });
  const unable = await startCluster();
  if (unable !== undefined) throw new Error(unable);
  const cluster = await localCluster();
  await pushBase(cluster.registry);
  const proxy = await openRegistryProxy(cluster.registry);
  const there = { ...cluster, registry: proxy.address };
  const contestants: Contestant[] = [];
  try {
    const blueGreen = await ours('blue-green', there);
    contestants.push(await plainKubectl(there, scratch, stopwatch), await helm(there, scratch, stopwatch));
    contestants.push(await ours('rolling', there), blueGreen);
    for (const contestant of contestants) await deployFirst(contestant);
    const control: Lost[] = [];
    const measured = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 1; round <= rounds; round++) {
      for (const contestant of contestants) measured.get(contestant.name)?.push(await measureRound(contestant, `r${round}`));
      control.push(await measureControl(blueGreen, CONTROL_SECONDS));
      log(`deploy: round ${round} of ${rounds}`);
    }
    const bad = await measureBads(contestants, proxy, log);
    const results = contestants.map(({ name }) => [name, { rounds: measured.get(name) ?? [], bad: bad.get(name) ?? {} }] as const);
    return { control, contestants: Object.fromEntries(results) };
  } finally {
    proxy.answer = 'pass';
    for (const contestant of contestants) await contestant.remove();
    await proxy.close();
  }
}

async function deployFirst(contestant: Contestant): Promise<void> {
  await contestant.publish(FIRST, 'well');
  const { exitCode, output } = await contestant.deploy(FIRST);
  if (exitCode !== 0) throw new Error(output);
}

/** All contestants at the same time: most of it is waiting. */
async function measureBads(
  contestants: readonly Contestant[],
  proxy: Awaited<ReturnType<typeof openRegistryProxy>>,
  log: (line: string) => void,
): Promise<Map<string, Record<string, BadEnd>>> {
  const ends = new Map<string, Record<string, BadEnd>>(contestants.map(({ name }) => [name, {}]));
  for (const bad of BADS) {
    proxy.answer = bad.answer;
    const version = bad.name.replaceAll(' ', '-');
    await Promise.all(
      contestants.map(async (contestant) => {
        const end = await measureBad(contestant, bad, version);
        ends.set(contestant.name, { ...ends.get(contestant.name), [bad.name]: end });
      }),
    );
    log(`deploy: ${bad.name}`);
  }
  return ends;
}

export function showDeploy({ control, contestants }: Deploys): string {
  const entries = Object.entries(contestants);
  const [, compared] = entries[0] ?? [];
  const times = entries.map(([name, { rounds }]) => {
    const [forth, back] = (['deploy', 'rollback'] as const).map((kind) => {
      const arrived = rounds.map((round) => round[kind].arrived);
      const base = compared?.rounds.map((round) => round[kind].arrived) ?? arrived;
      return [
        formatTime(summarize(arrived)),
        rounds === compared?.rounds ? '' : formatRatio(paired(arrived, base, (own, other) => own / other)),
      ];
    });
    const afterReady = rounds.flatMap(({ deploy }) => deploy.afterReady ?? []);
    const said = afterReady.length > 0 ? formatTime(summarize(afterReady)) : '';
    return [name, ...(forth ?? []), said, ...(back ?? []), formatTime(tooEarly(rounds))];
  });
  const lost = [
    ['nothing changes', control] as const,
    ...entries.map(([name, { rounds }]) => [name, rounds.map((round) => round.lost)] as const),
  ];
  const bads = entries.map(([name, { bad }]) => [name, ...BADS.map((one) => formatBad(bad[one.name]))]);
  return [
    formatTable(
      [
        'image record to all new connections',
        'deploy',
        'by kubectl',
        'of it after ready',
        'rollback',
        'by kubectl',
        'said done too early by',
      ],
      times,
    ),
    formatTable(
      ['requests lost', 'kept connections', 'new connections'],
      lost.map(([name, all]) => [name, formatLost(all.map(({ kept }) => kept)), formatLost(all.map(({ fresh }) => fresh))]),
    ),
    formatTable(['a bad version is given up', ...BADS.map(({ name }) => name)], bads),
  ].join('\n\n');
}

/** How long connections still reached the old version after the command had ended. */
function tooEarly(rounds: readonly Round[]): Summary {
  const late = ({ done, arrived }: Change) => Math.max(0, arrived - done);
  return summarize(rounds.flatMap(({ deploy, rollback }) => [late(deploy), late(rollback)]));
}

function formatLost(all: readonly Requests[]): string {
  const sum = (of: 'sent' | 'lost') => all.reduce((total, requests) => total + requests[of], 0);
  return `${sum('lost')} of ${sum('sent')}`;
}

function formatBad(end: BadEnd | undefined): string {
  if (end === undefined) return '';
  if (!end.failed) return 'taken for good';
  const cause = end.namesCause ? 'with its cause' : 'no cause';
  return end.milliseconds >= PATIENCE_SECONDS * 1000
    ? `not in ${PATIENCE_SECONDS} s, ${cause}`
    : `${(end.milliseconds / 1000).toFixed(1)} s, ${cause}`;
}
