import { attestationsOf } from '../adapters/attestations.ts';
import { writeFileWhole } from '../adapters/files.ts';
import { registryClient } from '../adapters/registry.ts';
import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { gather, type Sources } from './gather.ts';
import { databaseSchema, refuseTaken } from './ledger.ts';
import { type Connection, outsideOf } from './outside.ts';
import { parsePlan } from './plan.ts';
import { formatPlan } from './plan-text.ts';
import { actor, readEnvironment, readWorkspaceFile, refuseUnpublished } from './prepare.ts';
import { refuseUnproven } from './provenance.ts';
import { refuseMissingRights } from './rights.ts';
import { carryOut, plan } from './run.ts';
import { refuseContracted } from './schema.ts';

interface Options extends Connection, Sources {
  readonly environment: string;
  readonly dryRun?: boolean;
  readonly planOut?: string;
  readonly plan?: string;
  readonly approve?: string;
  readonly attestations?: string;
}

export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const saved =
    options.plan === undefined
      ? undefined
      : parsePlan(await readWorkspaceFile(job.workspaceRoot, options.plan, 'E_PLAN_INVALID'), options.plan);
  const entries = await readLedger(environment.namespace, outside.cluster);
  const { target, secrets } = saved ? { target: saved.target, secrets: [] } : await gather(options, environment, entries, job);

  refuseTaken(target, entries);
  refuseContracted(target.release.version, target.release.schema, databaseSchema(entries));
  await Promise.all([refuseUnpublished(target.release, registryClient(job.process)), refuseMissingRights(target, outside.cluster)]);
  await refuseUnproven(target.release, environment, attestationsOf(job.workspaceRoot, process.env, options.attestations));

  const order = {
    kind: 'deploy',
    environment,
    target,
    secrets,
    ...actor(process.env),
    expected: options.approve ?? saved?.hash,
    approved: options.approve !== undefined,
  } as const;
  if (!options.dryRun && options.planOut === undefined) return carryOut(order, outside);
  const decided = await plan(order, outside);
  for (const line of formatPlan(decided.plan)) outside.tell(line);
  if (options.planOut !== undefined) await writeFileWhole(job.workspaceRoot, options.planOut, `${JSON.stringify(decided.plan, null, 2)}\n`);
});
