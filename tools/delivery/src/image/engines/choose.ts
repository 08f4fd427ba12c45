import { DeliveryError } from '../../errors.ts';
import type { ProcessRunner } from '../../ports.ts';
import { buildah, podman } from './containers.ts';
import { docker } from './docker.ts';
import { type Engine, type EngineKind, lastLine } from './engine.ts';

/** In order of preference. buildah comes before podman: both keep one store, and it needs no daemon, runtime or cgroups. */
const ENGINES: readonly EngineKind[] = [docker, buildah, podman];

/**
 * The named engine, or the first that works.
 * @throws E_OPTION_INVALID for an unknown name, E_ENGINE_MISSING with each engine's own reason.
 */
export async function chooseEngine(process: ProcessRunner, name?: string): Promise<Engine> {
  const known = ENGINES.map((kind) => kind.name).join(', ');
  const candidates = name === undefined ? ENGINES : ENGINES.filter((kind) => kind.name === name);
  if (candidates.length === 0)
    throw new DeliveryError('E_OPTION_INVALID', { what: `there is no engine '${name}'`, fix: `use one of: ${known}` });
  const reasons: string[] = [];
  for (const kind of candidates) {
    const reason = await whyNot(process, kind);
    if (reason === undefined) return kind.create(process);
    reasons.push(`${kind.name}: ${reason}`);
  }
  throw new DeliveryError('E_ENGINE_MISSING', {
    what: name === undefined ? `none of ${known} works` : `the engine '${name}' does not work`,
    where: reasons.join('\n'),
    fix: 'start Docker, or on Debian and Ubuntu: apt-get install buildah (needs no daemon)',
  });
}

async function whyNot(process: ProcessRunner, { probes }: EngineKind): Promise<string | undefined> {
  try {
    for (const probe of probes) {
      const { exitCode, stderr } = await process.capture(probe);
      if (exitCode !== 0) return lastLine(stderr);
    }
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError && error.code === 'E_TOOL_MISSING') return 'not installed';
    throw error;
  }
}
