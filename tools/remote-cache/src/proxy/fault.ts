import type { Breaker } from './breaker.ts';
import type { Tally } from './tally.ts';
import { TokenRefused } from './upstream.ts';

/** Counts what Nx is not shown, and leaves the cache alone when there is too much of it. */
export function noteFault(error: unknown, breaker: Breaker, tally: Tally): void {
  const why = reasonOf(error);
  tally.fault(why);
  if (error instanceof TokenRefused) breaker.giveUp(why);
  else breaker.failed(why);
}

/** The cause that a user can do something about: some are wrapped, and one of several addresses says as much as all. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
