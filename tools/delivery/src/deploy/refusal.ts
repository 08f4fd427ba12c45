/** The API server understood a request and does not do it. Whoever asks knows what that means, or passes it on. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** HTTP status: 404 not there, 409 changed or there already, 422 invalid or a failed `test`. */
  readonly code: number;
  /** As Kubernetes calls it, e.g. `Conflict`. */
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

export function isRefusal(error: unknown, ...codes: readonly number[]): error is Refusal {
  return error instanceof Refusal && codes.includes(error.code);
}
