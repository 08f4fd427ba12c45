import { registryClient } from '../adapters/registry.ts';
import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { databaseSchema, entryOfVersion } from './ledger.ts';
import { type Connection, outsideOf } from './outside.ts';
import { formatPlan } from './plan-text.ts';
import { actor, readEnvironment, refuseMissingImages } from './prepare.ts';
import { refuseMissingRights } from './rights.ts';
import { carryOut, plan } from './run.ts';
import { refuseContracted } from './schema.ts';

interface Options extends Connection {
  readonly environment: string;
  readonly version: string;
  readonly dryRun?: boolean;
}

/** Goes to a version that ran before: its images and its manifests, as the ledger has them. */
export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const entries = await readLedger(environment.namespace, outside.cluster);
  const { target } = entryOfVersion(options.version, entries, environment.name);
  refuseContracted(options.version, target.release.schema, databaseSchema(entries));
  await Promise.all([refuseMissingImages(target.release, registryClient(job.process)), refuseMissingRights(target, outside.cluster)]);
  const order = { kind: 'rollback', environment, target, ...actor(process.env) } as const;
  if (!options.dryRun) return carryOut(order, outside);
  for (const line of formatPlan((await plan(order, outside)).plan)) outside.tell(line);
});
