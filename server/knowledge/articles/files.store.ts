import type { Insertable } from 'kysely';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';

export interface ArticleFile {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
}

/** The files of an article; `publicly` with their address on the help site. */
export async function filesOf(db: Db | Tx, articleId: string, publicly: boolean): Promise<ArticleFile[]> {
  const { rows } = await sql<Omit<ArticleFile, 'url'>>`select id, name, type, size from knowledge.article_file
    where article_id = ${articleId} order by position, name, id`.execute(db);
  return rows.map((row) => ({
    ...row,
    url: publicly ? `/help/files/${row.id}` : `/api/v1/article-files/${row.id}`,
  }));
}

export async function insertFile(tx: Tx, row: Insertable<DB['knowledge.articleFile']>): Promise<void> {
  await tx.insertInto('knowledge.articleFile').values(row).execute();
}

/** @returns the name of the file that was taken off; null when the article has none such */
export async function deleteFile(tx: Tx, articleId: string, fileId: string): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`delete from knowledge.article_file
    where id = ${fileId} and article_id = ${articleId} returning name`.execute(tx);
  return rows[0]?.name ?? null;
}

export interface FileRow {
  name: string;
  type: string;
  size: number;
  sha256: string;
  audience: string;
  serviceId: string | null;
  teamId: string | null;
  active: boolean;
  /** Whether anything of its article is published. */
  published: boolean;
}

export async function findFile(db: Db, id: string): Promise<FileRow | null> {
  const { rows } = await sql<FileRow>`
    select f.name, f.type, f.size, p.sha256, a.audience, a.service_id, a.team_id, a.active, exists (
      select from knowledge.article_version v where v.article_id = a.id and v.state = 'published') as published
    from knowledge.article_file f join platform.file p on p.id = f.file_id
      join knowledge.article a on a.id = f.article_id where f.id = ${id}`.execute(db);
  return rows[0] ?? null;
}
