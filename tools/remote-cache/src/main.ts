import { DeliveryError, formatError } from '../../delivery/src/errors.ts';
import { HELP, run } from './commands.ts';

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof DeliveryError) console.error(formatError(error));
  else if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`${error.message}\n\n${HELP}`);
  } else throw error;
  process.exitCode = 1;
}
