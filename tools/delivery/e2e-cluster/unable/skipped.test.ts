import { inject, it } from 'vitest';

it.skip(`deploys to a real cluster: ${inject('unable')}`, () => undefined);
