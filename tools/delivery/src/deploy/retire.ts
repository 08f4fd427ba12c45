import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { currentEntry } from './ledger.ts';
import { type Connection, outsideOf } from './outside.ts';
import { actor, readEnvironment } from './prepare.ts';
import { carryOut } from './run.ts';

interface Options extends Connection {
  readonly environment: string;
}

/** Stops what was kept for a rollback and whose time has passed. Every deploy does it, too; this is for a schedule. */
export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const current = currentEntry(await readLedger(environment.namespace, outside.cluster));
  if (current === undefined) return outside.tell(`nothing runs in ${environment.name} yet`);
  await carryOut({ kind: 'retire', environment, target: current.target, ...actor(process.env) }, outside);
});
