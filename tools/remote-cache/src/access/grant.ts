/** What whoever asks may do. */
export interface Grant {
  /** For logs: the name of a token, or the run that GitHub vouches for. */
  readonly who: string;
  /** Scopes that are looked into, in this order. */
  readonly reads: readonly string[];
  /** The only scope that is written to. */
  readonly writes: string | undefined;
  /** May list, delete and purge. */
  readonly admin: boolean;
  /** May read the metrics. */
  readonly metrics: boolean;
}

/** Why somebody is refused; it is told to them, so it holds no secret. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Decides what a bearer token allows. @throws Refused */
export type Authorize = (token: string) => Promise<Grant>;

/** It cannot be found out now whether somebody is to be refused. */
export class Unverifiable extends Error {
  override readonly name = 'Unverifiable';
}
