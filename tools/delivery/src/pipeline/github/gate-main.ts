import { main } from '../entry.ts';
import { judge, parseNeeds } from './gate.ts';

/** Imports nothing that is installed: it must be able to judge where the set-up has failed. */
await main(async () => {
  console.log(judge(parseNeeds(process.env['NEEDS'] ?? '')));
  return 0;
});
