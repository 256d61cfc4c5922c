import type { Names } from '#contract/route.ts';
import { newId, scopeFilter, scopeOf, sql, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import type { SumsRow } from './case-report.read.ts';
import type { DaySpan, PublishedPeriod, ReportSums } from './case-report.rules.ts';

/** One cell of what is published: as fine as scopes and filters cut it. A cause is its ids from the root down. */
export interface Cell {
  key: string | null;
  type: string;
  service: string | null;
  team: string | null;
  sums: ReportSums;
}
/** What rows are made of: types and offices of the same cells. */
export const cellKinds = ['base', 'cause', 'territory'] as const;
export type CellKind = (typeof cellKinds)[number];

export interface Publication {
  id: string;
  edition: number;
  publishedAt: Date;
  publishedBy: string | null;
  reason: string;
}
interface NewPublication {
  period: PublishedPeriod;
  span: DaySpan;
  at: Date;
  by: string | null;
  reason: string;
  cells: Record<CellKind, Cell[]>;
  names: Record<string, Names>;
  targets: { type: string; share: number }[];
}

/** Adds the next edition of a period. Of two at once one fails by the unique key. */
export async function addPublication(tx: Tx, one: NewPublication): Promise<Publication> {
  const { rows } = await sql<Publication>`
    insert into insight.case_publication (id, period, since, until, edition, published_at, published_by, reason, cells, names, targets)
    select ${newId()}, ${one.period}, ${one.span.since}, ${one.span.until}, coalesce(max(p.edition), 0) + 1, ${one.at}, ${one.by},
      ${one.reason}, ${JSON.stringify(one.cells)}::jsonb, ${JSON.stringify(one.names)}::jsonb, ${JSON.stringify(one.targets)}::jsonb
    from insight.case_publication as p where p.period = ${one.period} and p.since = ${one.span.since}::date
    returning id, edition, published_at, published_by, reason`.execute(tx);
  return rows[0]!;
}

/** The editions of a period, the last first. */
export async function publicationsOf(db: Db, period: PublishedPeriod, since: string): Promise<Publication[]> {
  const { rows } = await sql<Publication>`
    select id, edition, published_at, published_by, reason from insight.case_publication
    where period = ${period} and since = ${since}::date order by edition desc`.execute(db);
  return rows;
}

/** The first day of the last period of a kind that was published; null: none was. */
export async function lastPublished(db: Db, period: PublishedPeriod): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select max(since)::text as since from insight.case_publication where period = ${period}`.execute(db);
  return rows[0]?.since ?? null;
}

/** What was published, as rows of sums in the caller's scope: by the key of a cell, cut at a level for causes. */
export async function publishedSums(
  db: Db,
  actor: Actor,
  id: string,
  { by, level, type }: { by: 'type' | 'team' | 'cause' | 'territory'; level: number; type: string | null },
): Promise<SumsRow[]> {
  const kind: CellKind = by === 'cause' || by === 'territory' ? by : 'base';
  const { rows } = await sql<{ key: string | null; type: string; team: string | null; sums: ReportSums }>`
    select k.key, k.type, k.team, k.sums from insight.case_publication as p
      cross join lateral jsonb_to_recordset(p.cells -> ${kind}) as k (key text, type text, service uuid, team uuid, sums jsonb)
    where p.id = ${id}::uuid and ${scopeFilter(scopeOf(actor, 'live.read'), sql.ref('k.service'), sql.ref('k.team'))}
      ${type === null ? sql`` : sql`and k.type = ${type}`}`.execute(db);
  return rows.map((row) => {
    const path = by === 'cause' ? row.key?.split('/') : undefined;
    const key = {
      type: row.type,
      team: row.team,
      cause: path?.[Math.min(level, path.length) - 1] ?? null,
      territory: row.key,
    }[by];
    return { key, type: row.type, ...row.sums };
  });
}

/** What offices and causes were called then, and which share was promised. */
export async function publishedWords(
  db: Db,
  id: string,
): Promise<{ names: Record<string, Names>; targets: { type: string; share: number }[] }> {
  const { rows } = await sql<{
    names: Record<string, Names>;
    targets: { type: string; share: number }[];
  }>`select names, targets from insight.case_publication where id = ${id}::uuid`.execute(db);
  return rows[0]!;
}
