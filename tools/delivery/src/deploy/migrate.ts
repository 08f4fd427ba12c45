import { registryClient } from '../adapters/registry.ts';
import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { gather, type Sources } from './gather.ts';
import { databaseSchema } from './ledger.ts';
import { migrationOf } from './migration.ts';
import { type Connection, outsideOf } from './outside.ts';
import { actor, readEnvironment, refuseUnpublished } from './prepare.ts';
import { refuseMissingRights } from './rights.ts';
import { carryOut } from './run.ts';
import { refuseContracted } from './schema.ts';

interface Options extends Connection, Sources {
  readonly environment: string;
  readonly approve?: string;
}

/** Only brings the database up to date, as a deploy would before the new version goes live. */
export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const entries = await readLedger(environment.namespace, outside.cluster);
  const { target, secrets } = await gather(options, environment, entries, job);
  migrationOf({ target });
  refuseContracted(target.release.version, target.release.schema, databaseSchema(entries));
  await Promise.all([refuseUnpublished(target.release, registryClient(job.process)), refuseMissingRights(target, outside.cluster)]);
  const approval = { expected: options.approve, approved: options.approve !== undefined };
  await carryOut({ kind: 'migrate', environment, target, secrets, ...actor(process.env), ...approval }, outside);
});
