import { expect, it } from 'vitest';
import { casesIn, countResults } from '../../src/report/junit.ts';

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
  expect(countResults(casesIn(xml))).toEqual(cases);
});

it('a case has its names, its time and what the runner said, without colours', () => {
  const xml = `<testsuites><testsuite><testcase classname="tests.a" name="b" time="1.25"><failure message="short">#x1B[31mE  no\nway#x1B[0m</failure></testcase>
    <testcase name="c"><error message="broken"/></testcase></testsuite></testsuites>`;
  expect(casesIn(xml)).toEqual([
    { suite: 'tests.a', name: 'b', seconds: 1.25, result: 'failed', message: 'E  no\nway' },
    { suite: '', name: 'c', seconds: 0, result: 'failed', message: 'broken' },
  ]);
});

it.each([
  ['in an attribute', '<testsuites><testsuite><testcase name="a"/>\n<testcase name="b"><failure message="the dis', 2],
  ['between elements', '<testsuites><testsuite><testcase name="a"/>', 1],
  ['before it began', '', 1],
])('a report that was cut off %s is a failed test', (_, xml, line) => {
  const message = `the report is not whole (line ${line}): the test runner was stopped while it wrote, or the disk was full`;
  expect(casesIn(xml)).toEqual([{ suite: 'junit.xml', name: 'is well-formed', seconds: 0, result: 'failed', message }]);
});
