import { DeliveryError, formatError } from '../src/errors.ts';

/** The message that a user sees of what `act` throws. Anything but a known failure is thrown on. */
export function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return shown(error);
  }
  throw new Error('nothing was thrown');
}

/** The message that a user sees when `promise` is rejected. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return shown(error);
  }
  throw new Error('nothing was thrown');
}

function shown(error: unknown): string {
  if (error instanceof DeliveryError) return formatError(error);
  throw error;
}
