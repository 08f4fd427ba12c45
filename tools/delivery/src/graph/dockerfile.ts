import { Arg, Copy, DockerfileParser, From } from 'dockerfile-ast';
import { DeliveryError } from '../errors.ts';

/** An image that a Dockerfile builds on. */
export interface BaseImage {
  /** The build argument that names it, or undefined when the name is written into FROM. */
  readonly arg: string | undefined;
  /** The default: what is used when nothing else is given. */
  readonly image: string;
}

/**
 * The images that a Dockerfile starts from, without `scratch` and its own stages.
 * @throws E_MANIFEST_INVALID when it has no FROM, or when FROM uses an argument without a default.
 */
export function baseImages(text: string, file: string): BaseImage[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const bases: BaseImage[] = [];
  let seenFrom = false;
  for (const instruction of instructions) {
    const where = `${file}:${instruction.getRange().start.line + 1}`;
    if (instruction instanceof Arg && !seenFrom) {
      const property = instruction.getProperty();
      const value = property?.getValue();
      if (property && value) defaults.set(property.getName(), value);
    }
    if (!(instruction instanceof From)) continue;
    seenFrom = true;
    const base = resolve(instruction.getImage() ?? '', defaults, where);
    if (base.image !== 'scratch' && !stages.has(base.image.toLowerCase())) bases.push(base);
    const stage = instruction.getBuildStage();
    if (stage) stages.add(stage.toLowerCase());
  }
  if (!seenFrom) invalid(`${file}:1`, 'there is no FROM instruction');
  return bases;
}

/** Names that COPY --from uses and that are no stages, by name or by number: folders beside the Dockerfile's own. */
export function namedContexts(text: string): string[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const stages = new Set(
    instructions.flatMap((instruction) => (instruction instanceof From ? (instruction.getBuildStage()?.toLowerCase() ?? []) : [])),
  );
  const names = instructions.flatMap((instruction) => {
    const flags = instruction instanceof Copy ? instruction.getFlags() : [];
    return flags.flatMap((flag) => (flag.getName() === 'from' ? (flag.getValue() ?? []) : []));
  });
  return [...new Set(names)].filter((name) => !stages.has(name.toLowerCase()) && !/^\d+$/.test(name)).sort();
}

function resolve(image: string, defaults: ReadonlyMap<string, string>, where: string): BaseImage {
  const arg = /^\$\{?(\w+)\}?$/.exec(image)?.[1];
  if (arg === undefined && image.includes('$')) {
    invalid(where, `FROM puts '${image}' together: name the whole image in one argument`);
  }
  if (arg === undefined) return { arg, image: image || invalid(where, 'FROM names no image') };
  return { arg, image: defaults.get(arg) ?? invalid(where, `FROM uses '${arg}', which has no default: write ARG ${arg}=<image>`) };
}

function invalid(where: string, what: string): never {
  throw new DeliveryError('E_MANIFEST_INVALID', { what, where, fix: 'correct the Dockerfile' });
}
