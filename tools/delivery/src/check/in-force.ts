import { hash } from 'node:crypto';
import { DeliveryError } from '../errors.ts';
import { JUDGE_VARIABLE } from './judge.ts';
import { isExpired, readSuppressions } from './suppressions.ts';

/**
 * Nx runs this for an input of what fails by its own findings: it prints the hash of the suppressions that hold today. One that
 * was taken back, or has expired, must not let pass what the cache remembers.
 */
if (process.env[JUDGE_VARIABLE] === 'report') {
  console.log('the report judges');
} else {
  try {
    const today = new Date();
    const suppressions = await readSuppressions(process.cwd());
    console.log(hash('sha256', JSON.stringify(suppressions.filter((suppression) => !isExpired(suppression, today)))));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    // The task says what is wrong with the file.
    console.log(error.code, error.message);
  }
}
