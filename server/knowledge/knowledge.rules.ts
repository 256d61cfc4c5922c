import type { Scope } from '#server/platform/index.ts';

/** How deep the classification goes. */
export const levels = 3;

export interface TreeNode {
  id: string;
  parentId: string | null;
}

/** A node with everything under it, itself first; bears a broken tree with a cycle. */
export function subtree<T extends TreeNode>(nodes: readonly T[], id: string): T[] {
  const children = Map.groupBy(nodes, (node) => node.parentId);
  const found: T[] = [];
  const seen = new Set<string>();
  const open = nodes.filter((node) => node.id === id);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    found.push(node);
    open.push(...(children.get(node.id) ?? []));
  }
  return found;
}

export type Placing = { ok: true; level: number } | { ok: false; message: string };

/**
 * The level that a node has under a parent (1 without one), or why it cannot be there: no such parent, below itself,
 * or too deep with what hangs on it.
 * @param id the node that moves; null for a new one
 */
export function placeUnder(nodes: readonly TreeNode[], id: string | null, parentId: string | null): Placing {
  const moving = id === null ? [] : subtree(nodes, id);
  if (parentId !== null && moving.some((node) => node.id === parentId))
    return { ok: false, message: 'cannot be the node itself or one below it' };
  const parents = new Map(nodes.map((node) => [node.id, node.parentId]));
  if (parentId !== null && !parents.has(parentId)) return { ok: false, message: 'no such node' };
  const level = parentId === null ? 1 : depth(parents, parentId) + 1;
  const height =
    id === null ? 1 : Math.max(1, ...moving.map((node) => depth(parents, node.id) - depth(parents, id) + 1));
  return level + height - 1 > levels
    ? { ok: false, message: `the classification has ${levels} levels` }
    : { ok: true, level };
}

function depth(parents: ReadonlyMap<string, string | null>, id: string): number {
  let count = 1;
  for (let up = parents.get(id); up != null && count <= parents.size; up = parents.get(up)) count += 1;
  return count;
}

/** Whether a scope shows things of a service. What belongs to none is everybody's; a grant on a team reaches over services. */
export const showsService = (scope: Scope, serviceId: string | null): boolean =>
  scope === 'all' ||
  serviceId === null ||
  scope.some((place) => place.serviceId === null || place.serviceId === serviceId);
