import { from, type Step, type Story } from '../step.ts';

/** Outside of a clone; every other step is inside of it. */
export const CLONE: Step = {
  text: `## A clone

\`$KERP\` is where the repository is.`,
  commands: ['git clone --quiet "$KERP" kerp', 'cd kerp'],
};

export const SERVICE = 'tax-rates';

export const newcomer: Story = {
  file: 'docs/newcomer.md',
  title: "A newcomer's first service",
  introduction: `From nothing but the tools that the [README](../README.md#two-commands) names to a new service that runs and is tested, with the time that
each step took: recorded in a clone without any cache of Nx, on a machine that had downloaded the packages before. Written by
\`npx -c 'node tools/delivery/recordings/write.ts newcomer'\`; a test takes the same steps on a cluster.`,
  timed: true,
  steps: [
    {
      text: `## What is there

The first command that needs Node's packages installs them. What is missing is named with what it is for and the command that brings it.`,
      commands: ['make doctor'],
      shown: from(/^Tools/),
      exitCode: 2,
      fresh: true,
    },
    {
      text: 'So:',
      commands: ['make setup'],
      fresh: true,
    },
    {
      text: '## A service',
      commands: ['git switch --quiet --create=tax-rates', `npx nx g @kerp/delivery:service ${SERVICE} --lang=go`],
      shown: from(/^CREATE/),
    },
    {
      text: '## A change',
      commands: [
        `sed -i 's/Hello, /Good morning, /' \\\n    $(grep --recursive --files-with-matches 'Hello, ' \\\n      apps/${SERVICE} apps/e2e/tests/${SERVICE}.test.ts)`,
        'git add --all',
        `git commit --quiet --message='feat: a service for tax rates'`,
      ],
    },
    {
      text: `## Everything else

Checks, images, a cluster, the deploy with its end-to-end tests, of which the new service has one. Only what the new service can
reach is checked; the other services are packed because the cluster is empty.`,
      commands: ['make pipeline BASE=main'],
      shown: from(/^commit /),
      cluster: true,
    },
    {
      text: 'It answers:',
      commands: ['curl --silent http://127.0.0.1:30081/api/v1/greetings/kim'],
      cluster: true,
    },
    {
      text: 'The page of the report, `dist/report/index.html`, read as text:',
      commands: ["npx -c 'node tools/delivery/recordings/page-text.ts dist/report/index.html'"],
      cluster: true,
    },
  ],
};
