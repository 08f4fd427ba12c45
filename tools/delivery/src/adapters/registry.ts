import { DeliveryError } from '../errors.ts';
import type { ProcessRunner, Registry } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';

export function registryClient(process: ProcessRunner): Registry {
  async function crane(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await process.capture(command(args));
    if (exitCode === 0) return stdout.trim();
    throw new DeliveryError('E_REGISTRY', {
      what: stderr.trim().split('\n').at(-1) || `crane ${args[0]} failed with exit code ${exitCode}`,
      where: args.join(' '),
      fix: 'check that the registry answers and that you are logged in: docker login <registry>',
    });
  }
  return {
    async digest(ref) {
      try {
        return await crane('digest', ref);
      } catch (error) {
        if (error instanceof DeliveryError && /MANIFEST_UNKNOWN|NAME_UNKNOWN|404 Not Found/.test(error.message)) return undefined;
        throw error;
      }
    },
    async tag(ref, tag) {
      await crane('tag', ref, tag);
    },
    index: (refs, target) => crane('index', 'append', ...refs.map((ref) => `--manifest=${ref}`), `--tag=${target}`).then(digestIn),
  };
}

function command(args: readonly string[]): Command {
  return { title: `crane ${args[0]}`, origin: 'go-tool', program: 'crane', args, cwd: '.', fix: 'npx nx run crane:build' };
}

function digestIn(output: string): string {
  const digest = /sha256:[0-9a-f]{64}/.exec(output)?.[0];
  if (digest !== undefined) return digest;
  throw new DeliveryError('E_REGISTRY', { what: `the registry named no digest: ${output}`, fix: 'run it again' });
}
