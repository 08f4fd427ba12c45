import { DeliveryError, formatError } from '../../errors.ts';

/** Runs an entry point: a user's mistake is shown with its cause and remedy, a bug with its stack. */
export async function enter(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    console.error(formatError(error));
    process.exitCode = 1;
  }
}
