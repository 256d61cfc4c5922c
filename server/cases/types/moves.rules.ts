import type { CaseState, CaseTransition, CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import { among, missingFields, type Eyes } from './fields.rules.ts';

// Which transitions a case may make, and what stands in the way of each.

/** What a case has to show for itself when it moves. */
export interface Standing {
  state: string;
  values: FieldValues;
  /** The keys of tasks that are open: their state was come into, and they are not done. */
  openTasks: ReadonlySet<string>;
  /** The keys of documents that are there. */
  documents: ReadonlySet<string>;
  /** The keys of approvals that were given and count. */
  approved: ReadonlySet<string>;
  /** How many cases under it are not closed; 0 where nobody counted. */
  openSubcases?: number;
}

/** What stands in the way of a transition, by kind, each with the keys of its parts. */
export interface Obstacles {
  fields: string[];
  tasks: string[];
  documents: string[];
  approval: string | null;
  subcases: number;
}

export const stateOf = (definition: CaseTypeDefinition, key: string): CaseState | undefined =>
  definition.states.find((state) => state.key === key);
export const transitionOf = (definition: CaseTypeDefinition, key: string): CaseTransition | undefined =>
  definition.transitions.find((one) => one.key === key);

/** The ways on from a state that somebody may take at all, the main one first. */
export const waysFrom = (definition: CaseTypeDefinition, state: string, eyes: Eyes): CaseTransition[] =>
  definition.transitions.filter((one) => one.from.includes(state) && among(eyes, one.by));

const ends = (state: CaseState | undefined) => state?.status === 'solved' || state?.status === 'closed';

/** What stands in the way of a transition; nothing but lists that are empty, and null, where it may be made. */
export function obstaclesTo(
  definition: CaseTypeDefinition,
  transition: CaseTransition,
  standing: Standing,
): Obstacles {
  const { needs } = transition;
  const to = stateOf(definition, transition.to);
  const over = ends(to) && !transition.abandons;
  const tasks = new Set([
    ...needs.tasks.filter((key) => standing.openTasks.has(key)),
    ...definition.tasks
      .filter(({ key, required }) => over && required && standing.openTasks.has(key))
      .map(({ key }) => key),
  ]);
  const documents = new Set([
    ...needs.documents,
    ...definition.documents.filter(({ required }) => over && required).map(({ key }) => key),
  ]);
  return {
    fields: missingFields(definition, standing.values, transition.abandons ? '' : transition.to, needs.fields)
      .filter((field) => !transition.abandons || needs.fields.includes(field.key))
      .map(({ key }) => key),
    tasks: [...tasks],
    documents: [...documents].filter((key) => !standing.documents.has(key)),
    approval: needs.approval === undefined || standing.approved.has(needs.approval) ? null : needs.approval,
    subcases: needs.subcases === true ? (standing.openSubcases ?? 0) : 0,
  };
}

export const isFree = ({ fields, tasks, documents, approval, subcases }: Obstacles): boolean =>
  fields.length === 0 && tasks.length === 0 && documents.length === 0 && approval === null && subcases === 0;

/**
 * The transition that a caller means who says a status only: the ways that lead there from here.
 * @returns one where exactly one fits, else all that would
 */
export const waysToStatus = (
  definition: CaseTypeDefinition,
  state: string,
  status: CaseState['status'],
  eyes: Eyes,
): CaseTransition[] =>
  waysFrom(definition, state, eyes).filter(({ to }) => stateOf(definition, to)?.status === status);

/**
 * Where a case of another type, or version, would stand in this one: in the state of the same key, else in the first of
 * the same status. Null where there is none.
 */
export const stateLike = (
  definition: CaseTypeDefinition,
  from: { state: string; status: CaseState['status'] },
): CaseState | null =>
  stateOf(definition, from.state) ?? definition.states.find(({ status }) => status === from.status) ?? null;
