import { DeliveryError } from '../../errors.ts';
import type { ProcessRunner } from '../../ports.ts';
import { type Command, formatCommand } from '../../toolchain/command.ts';

/** One image of one platform. Folders and files are relative to the workspace root. */
export interface BuildRequest {
  /** Name and tag that the finished image gets in the engine's store. */
  readonly ref: string;
  /** The same without the engine's own prefix. */
  readonly name: string;
  readonly tag: string;
  readonly dockerfile: string;
  /** Folder that the Dockerfile copies from. */
  readonly context: string;
  /** Further folders that it copies from, by name. */
  readonly contexts: Readonly<Record<string, string>>;
  /** `os/arch`. */
  readonly platform: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Creation time of the image, ISO 8601. */
  readonly created: string;
}

/** An image in an engine's store. */
export interface StoredImage {
  readonly imageId: string;
  readonly digest: string;
  /** Bytes of all layers, uncompressed. */
  readonly size: number;
}

/** A program that builds, keeps and pushes images. */
export interface Engine {
  readonly name: string;
  /** The name under which the engine keeps images of a repository such as `kerp/api-server`. */
  localName(repository: string): string;
  inspect(ref: string): Promise<StoredImage | undefined>;
  /** Same request, same image id, in any folder at any time. @throws E_COMMAND_FAILED */
  build(request: BuildRequest): Promise<void>;
  /** @returns why it cannot be pulled, or undefined when it is there now. */
  pull(ref: string, as: string): Promise<string | undefined>;
  /** @returns the manifest digest that the registry has now. @throws E_REGISTRY */
  push(ref: string, target: string): Promise<string>;
  /** Writes an image to a file, in the form of `docker save`: the only one that every scanner of images reads. @throws E_COMMAND_FAILED */
  save(ref: string, file: string): Promise<void>;
}

/** How an engine is recognised and made. */
export interface EngineKind {
  readonly name: string;
  /** All succeed when the engine works here, not merely when its program is there. */
  readonly probes: readonly Command[];
  create(process: ProcessRunner): Engine;
}

/** Images on this machine's own registry travel without TLS. */
export function isLoopback(ref: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?\//.test(ref);
}

/** @throws E_COMMAND_FAILED with the engine's own words. */
export async function must(process: ProcessRunner, command: Command): Promise<string> {
  const { exitCode, stdout, stderr } = await process.capture(command);
  if (exitCode === 0) return stdout;
  throw new DeliveryError('E_COMMAND_FAILED', {
    what: `${command.title} failed: ${lastLine(stderr)}`,
    where: formatCommand(command),
    fix: command.fix ?? 'run the command above by itself to see its whole output',
  });
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** A build request's maps as arguments: `option=key=value`. */
export function pairs(option: string, map: Readonly<Record<string, string>>): string[] {
  return Object.entries(map).map(([key, value]) => `${option}=${key}=${value}`);
}

export function buildFailed(engine: string, { dockerfile, platform }: BuildRequest): DeliveryError {
  return new DeliveryError('E_COMMAND_FAILED', {
    what: `${engine} could not build the image for ${platform}`,
    where: dockerfile,
    fix: 'the output above names the instruction; correct the Dockerfile or what it copies',
  });
}

export function pushFailed(engine: string, target: string, stderr: string): DeliveryError {
  return new DeliveryError('E_REGISTRY', {
    what: `the image could not be pushed: ${lastLine(stderr)}`,
    where: target,
    fix: `check that the registry answers, and log in: ${engine} login <registry>`,
  });
}
