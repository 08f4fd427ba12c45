import { DeliveryError, formatError } from '../errors.ts';

/** Runs what make has called: a known failure is shown with cause and remedy, a bug with its stack. @param act returns the exit code. */
export async function main(act: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await act();
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    console.error(formatError(error));
    process.exitCode = 1;
  }
}
