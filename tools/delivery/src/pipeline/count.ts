import { glob, readFile } from 'node:fs/promises';
import { countCases, sum } from '../report/junit.ts';

/**
 * The closing line of .ci/run: the test cases of all reports in dist/test, and each command that CI ran.
 * Arguments are the exit codes of those commands; one that failed counts even when no test says why.
 */
const exitCodes = process.argv.slice(2);
const reports = await Array.fromAsync(glob('dist/test/**/junit.xml'));
const cases = sum((await Promise.all(reports.map((file) => readFile(file, 'utf8')))).map(countCases));
const failedCommands = exitCodes.filter((code) => code !== '0').length;
const passed = cases.passed + exitCodes.length - failedCommands;
const failed = cases.failed + failedCommands;
console.log(`${passed} passed, ${failed} failed${cases.skipped > 0 ? `, ${cases.skipped} skipped` : ''}`);
process.exitCode = failed > 0 || cases.passed === 0 ? 1 : 0;
