import { execFileSync } from 'node:child_process';

const { GITHUB_WORKSPACE: cwd, GITHUB_SHA, GITHUB_REF = '', STAND_IN_ORIGIN: origin, INPUT_REF } = process.env;
const depth = process.env['INPUT_FETCH-DEPTH'];
const git = (...args) => execFileSync('git', args, { cwd, stdio: 'inherit' });
const commit = INPUT_REF || GITHUB_SHA;

git('init', '--quiet', '--initial-branch=none');
git('remote', 'add', 'origin', `file://${origin}`);
if (depth === '0') git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*', commit);
else git('fetch', '--quiet', `--depth=${depth}`, 'origin', commit);
if (GITHUB_REF.startsWith('refs/heads/') && !INPUT_REF) git('checkout', '--quiet', '-B', GITHUB_REF.slice('refs/heads/'.length), commit);
else git('checkout', '--quiet', '--detach', commit);
