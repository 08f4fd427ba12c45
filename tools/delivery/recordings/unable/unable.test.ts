import { inject, it } from 'vitest';

// CI has a machine that can: there it is a failure.
it.skipIf(!process.env['CI'])(`what the pages show on a cluster: ${inject('unable')}`, () => {
  throw new Error(inject('unable'));
});
