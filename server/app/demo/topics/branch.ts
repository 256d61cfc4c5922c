import type { PublicNames } from '#contract/route.ts';
import type { CaseType, Names } from '../shapes.ts';

/** A subject on which customers write: a leaf of the classification with what is said about it. */
export interface Topic {
  key: string;
  name: Names;
  queue: 'acqua' | 'energia' | 'clienti' | 'reclami';
  /** Share of the contacts, relative. */
  weight: number;
  /** How often it becomes a case, and of which type. */
  caseChance: number;
  type: CaseType;
  subjects: readonly string[];
  asks: readonly string[];
  details: readonly string[];
  replies: readonly string[];
}
export interface Branch {
  key: string;
  /** As citizens read it on forms and on the help site. */
  name: PublicNames;
  children: { key: string; name: Names; topics: Topic[] }[];
}
