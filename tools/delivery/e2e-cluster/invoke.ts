import deploy from '../src/deploy/deploy.ts';
import history from '../src/deploy/history.ts';
import retire from '../src/deploy/retire.ts';
import rollback from '../src/deploy/rollback.ts';
import status from '../src/deploy/status.ts';

/**
 * Runs an executor as Nx would, in a process of its own that can be killed: node invoke.ts <executor> <options as JSON>, in the
 * workspace's folder.
 */
const EXECUTORS = { deploy, rollback, status, history, retire };

const [name = '', options = '{}'] = process.argv.slice(2);
const { success } = await EXECUTORS[name as keyof typeof EXECUTORS](JSON.parse(options), {
  root: process.cwd(),
  cwd: process.cwd(),
  isVerbose: false,
  projectName: 'deployments',
  projectsConfigurations: { version: 2, projects: { deployments: { root: 'deployments' } } },
  nxJsonConfiguration: {},
  projectGraph: { nodes: {}, dependencies: {} },
});
process.exitCode = success ? 0 : 1;
