import type { Workspace } from './workspace.ts';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
const CHANGED = 'apps/api-server/storage/storage.go';

/** A part of the page: what happens, what is typed, and what it shows. */
interface Step {
  readonly title: string;
  readonly text: string;
  readonly commands: readonly (readonly string[])[];
}

const STEPS: readonly Step[] = [
  {
    title: 'The commit',
    text: `One line more in \`${CHANGED}\`, committed on a branch.`,
    commands: [['git', 'show', '--stat', '--format=%s']],
  },
  {
    title: 'Graph',
    text: `\`inferProjects\` has made projects of the files that are there, \`projectEdges\` the edges between them. What needs the changed
project is affected with it: the tests that use it and what deploys its image. Nothing else is looked at.`,
    commands: [['npx', 'nx', 'show', 'projects', '--affected', '--base=HEAD~1']],
  },
  {
    title: 'Check',
    text: `\`lint\` and \`test\` ask the toolchain of the language for commands and run them. The inputs of other projects are what they
were: theirs come from the cache.`,
    commands: [
      ['npx', 'nx', 'run', 'api-server:lint', '--outputStyle=static'],
      ['npx', 'nx', 'run', 'insurance-edi:lint', '--outputStyle=static'],
    ],
  },
  {
    title: 'Build',
    text: `A static binary that carries the hash of its sources (\`productionHash\`), never the time or the commit.`,
    commands: [['npx', 'nx', 'run', 'api-server:build', '--outputStyle=static']],
  },
  {
    title: 'Image',
    text: `\`planImage\` makes a tag of everything that decides the image. An engine that has that tag has the image, so the second run has
nothing to do. The record is what everything later goes by.`,
    commands: [
      ['npx', 'nx', 'run', 'api-server:docker', '--outputStyle=static'],
      ['cat', 'dist/images/api-server.json'],
      ['npx', 'nx', 'run', 'api-server:docker', '--outputStyle=static'],
    ],
  },
];

const HEAD = `# Life of a change

One commit on its way, with what each step shows. The steps are those of \`make pipeline\`, one at a time;
[ARCHITECTURE.md](../ARCHITECTURE.md) names the functions.

<!-- Written by the test tools/delivery/e2e/life-of-a-change.test.ts with WRITE=1, which otherwise compares. -->
`;

const DEPLOY = `## Deploy

\`npx nx run api-server:deploy:local\` publishes the image, plans from what the cluster runs to what it shall run, and carries the plan
out: a candidate beside what is live, its check, one switch, the environment's check, and back if any of it fails.
\`make pipeline\` ends with it, on a cluster that it starts; [deployments](../deployments/README.md) explains each step.
`;

/** Makes the change in a copy of the workspace and follows it. @throws when a step fails. */
export async function lifeOfAChange(workspace: Workspace): Promise<string> {
  await workspace.edit(CHANGED, (text) => `${text}\n// What is stored is described where it is used.\n`);
  await workspace.git(...AUTHOR, 'commit', '--quiet', '--all', '--message=docs(api-server): where what is stored is described');
  const sections: string[] = [];
  for (const { title, text, commands } of STEPS) {
    const shown: string[] = [];
    for (const [program = '', ...args] of commands) {
      const { exitCode, output } = await workspace.run(program, ...args);
      if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${output}`);
      shown.push(`$ ${[program, ...args].join(' ')}\n${compact(output)}`);
    }
    sections.push(`## ${title}\n\n${text}\n\n\`\`\`\n${shown.join('\n\n')}\n\`\`\`\n`);
  }
  return [HEAD, ...sections, DEPLOY].join('\n');
}

/** Without the empty lines of which Nx prints many, and without what Node says of colours that Nx asks for. */
function compact(output: string): string {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\(node:\d+\) Warning|^\(Use `node --trace-warnings/.test(line))
    .join('\n');
}

/** What two runs on two days on two machines have in common: neither hashes nor times, folders or architectures. */
export function unchanging(page: string): string {
  return page
    .replaceAll(/[0-9a-f]{8,}/g, '<hash>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '<time>')
    .replaceAll(/dist\/\.tmp\/[\w-]+/g, '<folder>')
    .replaceAll(/\d+(?:\.\d+)?\s?m?s\b/g, '<duration>')
    .replaceAll(/\b(?:amd64|arm64)\b/g, '<arch>')
    .replaceAll(/^.*(?:buildah|docker build|podman) .*$/gm, '<engine>')
    .replaceAll(/"(?:digest|engine|id|size|bytes|sizeBytes)": .*/g, '<of the engine>')
    .replaceAll(/^.*(?:local cache|existing outputs|from the cache).*$/gm, '<cache>');
}
