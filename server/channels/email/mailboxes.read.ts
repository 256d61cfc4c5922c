import { scopeFilter, scopeOf, sql, type Actor, type Db, type Tx } from '#server/platform/index.ts';

export interface MailboxSettings {
  id: string;
  entryPointId: string;
  host: string;
  port: number;
  secure: boolean;
  username: string;
  /** Sealed. */
  password: string;
  folder: string;
  active: boolean;
  pollSeconds: number;
}

export interface MailboxRow extends MailboxSettings {
  uidValidity: number | null;
  lastUid: number;
  state: string;
  failures: number;
  fetched: number;
  lastSuccessAt: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  alarmAt: Date | null;
  version: number;
  serviceId: string;
}

/** Mailboxes with the service of their entry point: what every reading begins with. */
export const mailboxRows = (db: Db | Tx) =>
  db
    .selectFrom('email.mailbox as m')
    .innerJoin('contacts.entryPoint as e', 'e.id', 'm.entryPointId')
    .selectAll('m')
    .select('e.serviceId');

/** The mailboxes of the services where the actor holds the permission. */
export const visibleMailboxes = (db: Db, actor: Actor, permission: string): Promise<MailboxRow[]> =>
  mailboxRows(db)
    .where(scopeFilter(scopeOf(actor, permission), sql.ref('e.serviceId'), sql`null::uuid`))
    .orderBy('m.username')
    .orderBy('m.id')
    .execute();

export const activeMailboxes = (db: Db): Promise<MailboxRow[]> =>
  mailboxRows(db).where('m.active', '=', true).where('e.active', '=', true).orderBy('m.id').execute();

export async function findMailbox(db: Db, id: string): Promise<MailboxRow | null> {
  return (await mailboxRows(db).where('m.id', '=', id).executeTakeFirst()) ?? null;
}
