import { setFlagsFromString } from 'node:v8';

// Collects garbage early rather than letting the heap grow: a server waits for disk and network, not for its processor. It must be said
// before everything else is loaded, because a heap that has grown stays as it is.
setFlagsFromString('--optimize-for-size');
const { DeliveryError, formatError } = await import('../../delivery/src/errors.ts');
const { HELP, run } = await import('./commands.ts');

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof DeliveryError) console.error(formatError(error));
  else if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`${error.message}\n\n${HELP}`);
  } else throw error;
  process.exitCode = 1;
}
