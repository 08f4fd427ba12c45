import { from, type Step, type Story } from '../step.ts';

/** Files that the change is in, of every project that it is in. */
export const CHANGED = 'apps/api-server/businessnumber/businessnumber.go,apps/e2e/tests/service.test.ts';
const PIPELINE = 'make pipeline BASE=main';

/** The report of the pipeline, without the list of what the change does not touch. */
function report(output: string): string {
  return from(/^commit /)(output).replace(/^(not touched \(\d+\):).*(?:\n .*)*/m, '$1 ...');
}

/** The plan of a deploy, to its hash. */
function plan(output: string): string {
  const [lines = ''] = /^deploy local: [\s\S]*?^plan .*$/m.exec(output) ?? [];
  return lines;
}

/** What runs, and what was deployed, without what Nx says between. */
function status(output: string): string {
  const parts = [/^local runs[\s\S]*?\n\n/m, /^run +started[\s\S]*?\n\n/m];
  return parts.map((part) => part.exec(output)?.[0] ?? '').join('');
}

const HERE: readonly Step[] = [
  {
    text: `## The change

A refusal says more than before. The text and its tests are changed on a branch and committed.`,
    commands: [
      'git switch --quiet --create=clearer-refusal',
      "sed -i 's/nine before it: look.*digit/nine before it: see the certificate/' \\\n    $(git grep --files-with-matches 'nine before it: look' apps)",
      "git commit --quiet --all --message='feat: a refusal names the certificate'",
      'git show --stat --format=%s',
    ],
  },
  {
    text: `## Graph

Files make the graph: \`go.mod\` makes api-server a project, the Dockerfile that is named like it makes it an image. Nobody has written
these targets down, nor what the image depends on: its sources, those of what it needs, and the code that packs it.`,
    commands: [
      'npx nx show project api-server --json > dist/api-server.json',
      `npx -c 'node -p "require(\\"./dist/api-server.json\\").targets.docker.inputs"'`,
    ],
  },
  {
    text: 'What the change can reach: api-server itself, what deploys its image, and what tests it from outside.',
    commands: ['npx nx show projects --affected --base=main'],
  },
  {
    text: `## Check, build, image

\`make pipeline\` runs what is affected, and restores what the change cannot alter: those projects stand there with cached results. Where
this machine shall deploy nothing, \`DEPLOY=no\` says so.`,
    commands: [`${PIPELINE} DEPLOY=no`],
    shown: report,
  },
  {
    text: `The image was made of the binary that \`build\` has made. Its tag is the hash of its sources: as long as the engine has it, nothing is
packed again. The record is what later steps go by: the same sources have the same digest, and none of it is from the clock.`,
    commands: [`grep --extended-regexp '"(repository|source|created|size)"' \\\n    dist/images/api-server.json`],
  },
];

const CLUSTER: readonly Step[] = [
  {
    text: `## Deploy

Without \`DEPLOY=no\` the same command goes on: what was checked and packed comes from the cache, the image is published, and a plan goes
from what the cluster runs, the version before, to the images of this clone. The other services are left alone.`,
    commands: [PIPELINE],
    shown: (output) => `${plan(output)}\n...\n${from(/^deploy deployed/)(output)}`,
    cluster: true,
  },
  {
    text: 'Two instances: the new one is live, the old one is kept for an hour, and going back is a switch.',
    commands: ['make status ENV=local'],
    shown: status,
    cluster: true,
  },
  {
    text: 'And the API says the new text.',
    commands: ['curl --silent http://127.0.0.1:30080/api/v1/business-numbers/124-81-00999'],
    cluster: true,
  },
];

export const lifeOfAChange: Story = {
  file: 'docs/life-of-a-change.md',
  title: 'The life of a change',
  introduction: `One commit, from its text to a service that answers differently. Each command was run in a clone of this repository, and below it is what
it printed; [ARCHITECTURE.md](../ARCHITECTURE.md#the-way-of-a-change) names the functions behind it. Written by
\`npx -c 'node tools/delivery/recordings/write.ts life-of-a-change'\`; a test runs the steps again and compares.`,
  steps: [...HERE, ...CLUSTER],
};
