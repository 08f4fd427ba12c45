import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Stopwatch } from './command.ts';
import { emptyImageStore, type ImageStore, openImageStore } from './image-store.ts';
import { firstLine } from './machine.ts';
import { cloneWorkspace, type Workspace } from './workspace.ts';

/** Our own pipeline, ready to be measured: a clone whose caches are full, and a store for its images. */
export interface OurPipeline {
  readonly ours: Workspace;
  readonly store: ImageStore;
}

/** What several parts of a benchmark share. It is set up when the first of them asks for it. */
export class Lab {
  readonly root: string;
  /** A folder for everything that is made; it is deleted. */
  readonly scratch: string;
  readonly stopwatch: Stopwatch;
  readonly log: (line: string) => void;
  #pipeline: OurPipeline | undefined;

  constructor(root: string, scratch: string, stopwatch: Stopwatch, log: (line: string) => void) {
    this.root = root;
    this.scratch = scratch;
    this.stopwatch = stopwatch;
    this.log = log;
  }

  /** Version of the engine that packed images, if any part needed one. */
  async engine(): Promise<string | undefined> {
    const program = this.#pipeline?.store.engine;
    return program === undefined ? undefined : firstLine({ program, args: ['--version'], cwd: this.root }, this.stopwatch);
  }

  async pipeline(): Promise<OurPipeline> {
    if (this.#pipeline !== undefined) return this.#pipeline;
    const store = await openImageStore(this.root, path.join(this.scratch, 'store'), this.stopwatch);
    const ours = await cloneWorkspace(this.root, path.join(this.scratch, 'ours'), store.env, this.stopwatch);
    this.#pipeline = { ours, store };
    this.log('filling our caches: the first run of everything');
    await this.stopwatch.time({ program: 'make', args: ['pipeline', 'DEPLOY=no'], cwd: ours.folder, env: ours.env });
    return this.#pipeline;
  }

  /** Also after an interruption, so with a stopwatch that is not stopped. */
  async leaveNothing(): Promise<void> {
    const afterwards = new Stopwatch(new AbortController().signal);
    const ours = path.join(this.scratch, 'ours');
    const nx = path.join(ours, 'node_modules/.bin/nx');
    if (existsSync(nx)) await afterwards.output({ program: process.execPath, args: [nx, 'daemon', '--stop'], cwd: ours });
    if (this.#pipeline !== undefined) await emptyImageStore(this.#pipeline.store, this.root, afterwards);
    await rm(this.scratch, { recursive: true, force: true });
  }
}
