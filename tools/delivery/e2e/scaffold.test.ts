import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { freshWorkspace, sharedWorkspace, type Workspace } from './workspace.ts';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];

describe.each([
  ['tax-rates', ['service', '--lang=go', '--http'], 'lint,test,build,docker'],
  ['quotes', ['service', '--lang=go', '--grpc'], 'lint,test,build,docker'],
  ['statements', ['service', '--lang=go', '--queue'], 'lint,test,build,docker'],
  ['payments', ['service', '--lang=go', '--grpc', '--queue'], 'lint,test'],
  ['forecasts', ['service', '--lang=python', '--grpc'], 'lint,test,build,docker'],
  ['portals', ['service', '--lang=python', '--http'], 'lint,test,build,docker'],
  ['letters', ['service', '--lang=python', '--queue'], 'lint,test,build,docker'],
  ['receipts', ['service', '--lang=python', '--grpc', '--queue'], 'lint,test'],
  ['notices', ['service', '--lang=python', '--http', '--queue'], 'lint,test'],
  ['money', ['library', '--lang=go'], 'lint,test'],
  ['rates', ['library', '--lang=python'], 'lint,test'],
  ['dates', ['library', '--lang=typescript'], 'lint,test'],
])('%s by %j', (name, [kind = '', ...options], targets) => {
  it(`passes ${targets} at once, and leaves no trace when it is removed`, { timeout: 600_000 }, async () => {
    const workspace = await freshWorkspace();
    expectSuccess(await generate(workspace, kind, name, ...options, '--dry-run'));
    expect(await workspace.git('status', '--porcelain')).toBe('');

    expectSuccess(await generate(workspace, kind, name, ...options));
    const projects = kind === 'service' ? `${name},manifests` : name;
    expectSuccess(await workspace.nx('run-many', `--projects=${projects}`, `--targets=${targets}`));
    expectSuccess(await workspace.run('npx', 'biome', 'check', 'apps/e2e', 'deployments', 'libs'));
    expectSuccess(await workspace.nx('sync:check'));
    expectSuccess(await workspace.run('.venv/bin/uv', 'lock', '--check', '--offline', '--quiet'));

    await workspace.git('add', '--all');
    await workspace.git(...AUTHOR, 'commit', '--quiet', '--message=made');
    expectSuccess(await generate(workspace, 'remove', name));
    expect(await workspace.git('status', '--porcelain')).not.toBe('');
    expect(await workspace.git('diff', 'HEAD~1', '--stat')).toBe('');
    expect(await workspace.git('ls-files', '--others', '--exclude-standard')).toBe('');
  });
});

describe('what cannot be done is refused, and nothing is written', () => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ workspace, remove } = await sharedWorkspace());
  });
  afterAll(() => remove());

  it.each<[what: string, args: string[], words: string[]]>([
    ['capitals', ['service', 'TaxRates', '--lang=go'], ["E_NAME_INVALID: 'TaxRates'", 'fix', 'tax-rates']],
    ['Hangul', ['service', '세율', '--lang=go'], ["E_NAME_INVALID: '세율'", 'fix']],
    ['characters of paths', ['library', '../../etc', '--lang=go'], ["E_NAME_INVALID: '../../etc'", 'fix']],
    ['a service that is there', ['service', 'worker', '--lang=go'], ["E_NAME_TAKEN: 'worker'", 'apps/worker', 'fix']],
    ['a library that is there', ['library', 'jobs', '--lang=python'], ["E_NAME_TAKEN: 'jobs'", 'libs/go/jobs', 'fix']],
    ['two protocols', ['service', 'both', '--lang=go', '--http', '--grpc'], ['E_OPTION_INVALID: a service speaks HTTP or gRPC', 'fix']],
    ['another language', ['service', 'web', '--lang=rust'], ["'rust' should be one of go,python"]],
    ['removing what others need', ['remove', 'worker'], ['E_STILL_USED: worker is needed', 'apps/integration', 'fix']],
    ['removing what is not there', ['remove', 'nothing'], ["E_NAME_UNKNOWN: there is no service and no library 'nothing'", 'fix']],
  ])('%s', async (_what, [kind = '', name = '', ...options], words) => {
    expectFailure(await generate(workspace, kind, name, ...options), ...words);
    expect(await workspace.git('status', '--porcelain')).toBe('');
  });

  it('a resolver that fails', async () => {
    const offline = workspace.with({ GOPROXY: 'off', GOMODCACHE: '/nonexistent/cache' });
    expectFailure(
      await generate(offline, 'service', 'web', '--lang=go'),
      'E_COMMAND_FAILED: go mod tidy failed',
      'nothing was written',
      'fix',
    );
    expect(await workspace.git('status', '--porcelain')).toBe('');
  });

  it('changes that no commit has', async () => {
    const dirty = await freshWorkspace();
    await dirty.edit('go.work', (text) => `${text}\n// mine\n`);
    expectFailure(await generate(dirty, 'service', 'web', '--lang=go'), 'E_UNCOMMITTED', 'go.work', 'fix', '--force');
    expect(await dirty.git('status', '--porcelain')).toBe(' M go.work');
    expectSuccess(await generate(dirty, 'library', 'money', '--lang=go', '--force'));
    expectFailure(await generate(dirty, 'library', 'money', '--lang=go', '--force'), "E_NAME_TAKEN: 'money'");
    expectFailure(await generate(dirty, 'remove', 'money'), 'E_UNCOMMITTED', 'libs/go/money/go.mod', 'fix', '--force');
    expectSuccess(await generate(dirty, 'remove', 'money', '--force'));
    expect(await dirty.git('status', '--porcelain')).toBe(' M go.work');
  });
});

function generate(workspace: Workspace, generator: string, ...args: string[]) {
  return workspace.nx('generate', `@kerp/delivery:${generator}`, ...args, '--no-interactive');
}
