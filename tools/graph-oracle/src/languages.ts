import type { Edge, OwnedSources } from '../../delivery/src/graph/edge.ts';
import type { PluginOptions } from '../../delivery/src/toolchain/toolchain.ts';
import type { Truth } from './comparison.ts';
import * as go from './go.ts';
import * as python from './python.ts';

/** A language that can be measured: what the plugin says, and what its own parser says. */
export interface Language {
  edges(context: OwnedSources, options: PluginOptions): readonly Edge[];
  /** Of several checkouts, in one process. @throws when the language is not installed, or when its program fails. */
  truths(checkouts: readonly (readonly [root: string, context: OwnedSources])[], options: PluginOptions): readonly Truth[];
}

export const LANGUAGES: Readonly<Record<'go' | 'python', Language>> = { go, python };
