import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { firstContactFilter } from '#contract/contacts.ts';

type Standing = z.output<typeof firstContactFilter>;

/** Customers' contacts that an agent had and closed: what a share of first contacts is a share of. */
const counted = (
  c: string,
) => sql<boolean>`(${sql.ref(`${c}.state`)} = 'closed' and ${sql.ref(`${c}.kind`)} in ('contact', 'desk_visit')
  and ${sql.ref(`${c}.direction`)} = 'in' and ${sql.ref(`${c}.agentId`)} is not null)`;

/** Solved in a case that was opened in it, and with it. */
const inCase = (
  c: string,
) => sql<boolean>`exists (select from cases.case as fk join cases.entry as fe on fe.case_id = fk.id and fe.kind = 'opened'
  where fk.id = ${sql.ref(`${c}.caseId`)} and fk.first_contact = 'yes' and fe.data ->> 'contact' = ${sql.ref(`${c}.id`)}::text)`;

/** How a contact stands by first contact, as a condition. Lists, exports and the report all ask here. */
export function standsByFirstContact(standing: Standing, c: string): RawBuilder<boolean> {
  const first = sql.ref(`${c}.firstContact`);
  switch (standing) {
    case 'yes':
    case 'withdrawn':
      return sql<boolean>`${first} = ${standing}`;
    case 'in_case':
      return sql<boolean>`(${counted(c)} and ${inCase(c)})`;
    case 'no':
      return sql<boolean>`(${counted(c)} and ${first} is null and not ${inCase(c)})`;
    case 'counted':
      return counted(c);
  }
}
