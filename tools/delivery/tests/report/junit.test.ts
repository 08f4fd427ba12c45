import { expect, it } from 'vitest';
import { casesIn, countCases } from '../../src/report/junit.ts';

it.each([
  ['nothing ran', '<testsuites/>', { passed: 0, failed: 0, skipped: 0 }],
  [
    'pytest: one suite in a list',
    '<testsuites><testsuite><testcase/><testcase><skipped/></testcase></testsuite></testsuites>',
    { passed: 1, failed: 0, skipped: 1 },
  ],
  [
    'a suite without a list',
    '<testsuite><testcase/><testcase><failure>x</failure></testcase></testsuite>',
    { passed: 1, failed: 1, skipped: 0 },
  ],
  ['an error is a failure', '<testsuite><testcase><error message="x"/></testcase></testsuite>', { passed: 0, failed: 1, skipped: 0 }],
  [
    'suites within suites',
    '<testsuites><testsuite><testsuite><testcase/></testsuite><testcase/></testsuite></testsuites>',
    { passed: 2, failed: 0, skipped: 0 },
  ],
  [
    'output that looks like a report',
    '<testsuite><testcase><system-out><![CDATA[<testcase><failure/>]]></system-out></testcase></testsuite>',
    { passed: 1, failed: 0, skipped: 0 },
  ],
])('%s', (_, xml, cases) => {
  expect(countCases(xml)).toEqual(cases);
});

it('a case has its names, its time and what the runner said, without colours', () => {
  const xml = `<testsuites><testsuite><testcase classname="tests.a" name="b" time="1.25"><failure message="short">#x1B[31mE  no\nway#x1B[0m</failure></testcase>
    <testcase name="c"><error message="broken"/></testcase></testsuite></testsuites>`;
  expect(casesIn(xml)).toEqual([
    { suite: 'tests.a', name: 'b', seconds: 1.25, result: 'failed', message: 'E  no\nway' },
    { suite: '', name: 'c', seconds: 0, result: 'failed', message: 'broken' },
  ]);
});
