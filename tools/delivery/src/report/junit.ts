import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Test cases of a JUnit report by result. A case with an error counts as failed. */
export interface Cases {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One test of a JUnit report. */
export interface TestCase {
  /** What it belongs to: a package, a module, a file. */
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly result: keyof Cases;
  /** Of a failed one, what the test runner said. */
  readonly message?: string;
}

/** The parser gives an empty string for an element without children and attributes. */
type Problem = string | { readonly '#text'?: string | number; readonly '@message'?: string };
interface Case {
  readonly '@classname'?: string;
  readonly '@name'?: string;
  readonly '@time'?: string;
  readonly failure?: Problem;
  readonly error?: Problem;
  readonly skipped?: unknown;
}
type Suite = '' | { readonly testsuite?: readonly Suite[]; readonly testcase?: readonly ('' | Case)[] };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

/**
 * The tests in what pytest, gotestsum and vitest write: suites may hold suites. A report that was cut off, as by a full
 * disk, counts as one failed test: what it does not say anymore may have failed.
 */
export function casesIn(xml: string): TestCase[] {
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) return [cutOff(verdict.err.line)];
  const root = parser.parse(xml) as { testsuites?: Suite; testsuite?: readonly Suite[] };
  return casesOf(root.testsuites ?? root);
}

export function countResults(cases: readonly TestCase[]): Cases {
  const having = (result: keyof Cases) => cases.filter((one) => one.result === result).length;
  return { passed: having('passed'), failed: having('failed'), skipped: having('skipped') };
}

function cutOff(line: number): TestCase {
  const message = `the report is not whole (line ${line}): the test runner was stopped while it wrote, or the disk was full`;
  return { suite: 'junit.xml', name: 'is well-formed', seconds: 0, result: 'failed', message };
}

function casesOf(suite: Suite): TestCase[] {
  if (suite === '') return [];
  const { testsuite = [], testcase = [] } = suite;
  return [...testcase.map((one) => caseOf(one === '' ? {} : one)), ...testsuite.flatMap(casesOf)];
}

function caseOf(one: Case): TestCase {
  const { '@classname': suite = '', '@name': name = '', '@time': time = '0' } = one;
  const facts = { suite, name, seconds: Number(time) || 0 };
  const problem = one.failure ?? one.error;
  if (problem !== undefined) return { ...facts, result: 'failed', message: messageOf(problem) };
  return { ...facts, result: 'skipped' in one ? 'skipped' : 'passed' };
}

/** As pytest writes escape sequences, which XML cannot hold. */
const COLOURS = /#x1B\[[\d;]*m/g;

function messageOf(problem: Problem): string {
  const text = typeof problem === 'string' ? problem : String(problem['#text'] ?? problem['@message'] ?? '');
  return text.replaceAll(COLOURS, '').trim();
}
