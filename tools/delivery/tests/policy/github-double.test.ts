import { expect, test } from 'vitest';
import { gitHubDouble, TOKEN } from './github-double.ts';

/** What it refuses, `policy` never sends; here it shows that it would. */
test.each<[body: object, problem: string]>([
  [{ name: 'main' }, " must have required property 'enforcement'"],
  [{ name: 'main', enforcement: 'on' }, '/enforcement must be equal to one of the allowed values'],
  [{ name: 'main', enforcement: 'active', rule: [] }, ' must NOT have additional properties'],
  [
    { name: 'main', enforcement: 'active', rules: [{ type: 'pull_request', parameters: { required_approving_review_count: 11 } }] },
    '/rules/0/parameters/required_approving_review_count must be <= 10',
  ],
])('%j is no ruleset', async (body, problem) => {
  const { env } = await gitHubDouble();
  const response = await fetch(`${env['GITHUB_API_URL']}/repos/kerp/kerp/rulesets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(422);
  expect(((await response.json()) as { errors: string[] }).errors).toContain(problem);
});
