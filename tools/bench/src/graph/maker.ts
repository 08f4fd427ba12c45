import type { Attempt, BenchCommand } from '../command.ts';

/** Roots of projects and what they need of each other, as `source -> target`; '.' is the tree itself. */
export interface Graph {
  readonly roots: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  /** Edges among these that the tool has by design, whatever is in the tree. */
  readonly assumed: ReadonlySet<string>;
}

/** A tool that makes the project graph of a tree. */
export interface GraphMaker {
  readonly name: string;
  /** Writes its configuration into a tree, which is a copy. */
  prepare(tree: string): Promise<void>;
  command(tree: string): BenchCommand;
  /** Deletes what an earlier run has left for a later one. */
  forget(tree: string): Promise<void>;
  /** What it said. @throws Error with the cause in one line when it said that it failed. */
  graph(tree: string, attempt: Attempt): Promise<Graph>;
}
