import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { casesIn, countResults } from '../report/junit.ts';

/** Lines of what a test runner says at the end of a failure: the assertion comes after what the test printed. */
const LINES = 60;

/**
 * The end of .ci/run: each failed test with what its runner said, then the line with the test cases of all reports in
 * dist/test and each command that CI ran. Arguments are the exit codes of those commands; one that failed counts even
 * when no test says why.
 */
const exitCodes = process.argv.slice(2);
const folder = 'dist/test';
const reports = (await Array.fromAsync(glob(`${folder}/**/junit.xml`))).sort();
const cases = (
  await Promise.all(reports.map(async (file) => casesIn(await readFile(file, 'utf8')).map((one) => ({ file, ...one }))))
).flat();
for (const { file, suite, name, message = '', result } of cases)
  if (result === 'failed') {
    console.log(`\n${path.relative(folder, path.dirname(file))}: ${suite} ${name}`);
    console.log(message.split('\n').slice(-LINES).join('\n').replace(/^/gm, '  '));
  }
const count = countResults(cases);
const failedCommands = exitCodes.filter((code) => code !== '0').length;
const passed = count.passed + exitCodes.length - failedCommands;
const failed = count.failed + failedCommands;
console.log(`${passed} passed, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
process.exitCode = failed > 0 || count.passed === 0 ? 1 : 0;
