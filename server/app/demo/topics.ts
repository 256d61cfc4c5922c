import { acqua } from './topics/acqua.ts';
import { bollette } from './topics/bollette.ts';
import { contratti } from './topics/contratti.ts';
import { energia } from './topics/energia.ts';
import { reclami } from './topics/reclami.ts';
import { servizio } from './topics/servizio.ts';
import type { Branch, Topic } from './topics/branch.ts';

export type { Topic } from './topics/branch.ts';

/** The three-level classification, with templates (see `phrases.ts`) on every leaf. */
export const TREE: readonly Branch[] = [acqua, energia, bollette, contratti, servizio, reclami];

/** The leaves, in the order of the tree. */
export const TOPICS: readonly Topic[] = TREE.flatMap((b) => b.children.flatMap((c) => c.topics));
