import { newId, type Connection } from '#server/platform/index.ts';
import type { DemoOrganisation, DemoStandardText } from './shapes.ts';
import type { Filled, Row } from './load.store.ts';

const day = 86_400_000;

/** Where a text of the library stands apart from the others, so that every list of it has something to show. */
const SPECIAL: Record<string, { endsIn?: number; review?: number; ownerless?: true; next?: string }> = {
  torbida: { endsIn: 21 },
  bonus: { review: -6 },
  gas: { ownerless: true },
  // Handed in by Giulia: somebody else approves it.
  occulta: {
    next: 'in caso di perdita nell’impianto interno, non visibile e riparata, può chiedere lo sgravio entro 90 giorni allegando la fattura della riparazione e le fotografie del contatore prima e dopo l’intervento.',
  },
};

/** The library of standard texts: approved, with owners; one waits for approval, one is behind its original. */
export function standardTextRows(organisation: DemoOrganisation, now: Date): Filled[] {
  const staffOf = (key: string) => organisation.staff.find((one) => one.key === key)!.id;
  const [giulia, stefano, elena, roberto] = ['giulia', 'stefano', 'elena', 'roberto'].map(staffOf);
  const classOf = new Map(organisation.classification.map(({ id, key }) => [id, key]));
  const ownerOf = ({ class: id }: DemoStandardText) => {
    const area = id === null ? undefined : classOf.get(id)?.split('.')[0];
    return area === 'acqua' ? giulia : area === 'energia' ? stefano : elena;
  };
  const at = (days: number) => new Date(now.getTime() + days * day);
  const versions: Row[] = [];
  const texts = organisation.standardTexts.map((text, index): Row => {
    const special = Object.hasOwn(SPECIAL, text.code) ? SPECIAL[text.code]! : {};
    const owner = special.ownerless === true ? null : ownerOf(text)!;
    const began = at(-200 + index);
    const approved = {
      text_id: text.id,
      author_id: owner ?? giulia!,
      submitted_by: owner ?? giulia!,
      submitted_at: began,
      approved_by: owner === elena ? roberto! : elena!,
      approved_at: began,
      changed_at: began,
      valid_from: began,
      valid_to: special.endsIn === undefined ? null : at(special.endsIn),
    };
    for (const [place, { id, language, title, body }] of text.wordings.entries())
      versions.push({
        id,
        ...approved,
        language,
        number: 1,
        state: 'published',
        title,
        body,
        source_number: place === 0 ? null : 1,
      });
    // The Italian of this one has been written anew since it was translated.
    if (text.code === 'rateizzazione') {
      const [first] = text.wordings;
      const turned = at(-12);
      Object.assign(
        versions.find(({ id }) => id === first!.id)!,
        { state: 'withdrawn', valid_to: turned },
      );
      versions.push({
        ...approved,
        id: newId(),
        language: 'it',
        number: 2,
        state: 'published',
        title: first!.title,
        body: `${first!.body} Il modulo è nell’area clienti, alla voce Pagamenti.`,
        source_number: null,
        submitted_at: turned,
        approved_at: turned,
        changed_at: turned,
        valid_from: turned,
      });
    }
    if (special.next !== undefined)
      versions.push({
        ...approved,
        id: newId(),
        language: 'it',
        number: 2,
        state: 'submitted',
        title: text.wordings[0]!.title,
        body: special.next,
        source_number: null,
        author_id: giulia!,
        submitted_by: giulia!,
        submitted_at: at(-1),
        changed_at: at(-1),
        approved_by: null,
        approved_at: null,
        valid_from: null,
        valid_to: null,
      });
    return {
      id: text.id,
      code: text.code,
      language: 'it',
      channels: `{${text.channels.join(',')}}`,
      classification_id: text.class,
      owner_id: owner,
      successor_id: owner === null ? null : owner === elena ? roberto! : elena!,
      review_on: special.review === undefined ? null : at(special.review).toISOString().slice(0, 10),
      created_at: began,
      updated_at: began,
    };
  });
  return [
    ['knowledge.standard_text', texts],
    ['knowledge.standard_text_version', versions],
  ];
}

/** Texts that were used in the last months: in answers about their subject, more or less as they are. */
export async function useStandardTexts(client: Connection, now: Date): Promise<void> {
  await client.query(
    `insert into knowledge.standard_text_use (id, text_id, version_id, message_id, conversation_id, contact_id, case_id, service_id,
       team_id, staff_id, channel, at, changed)
     select gen_random_uuid(), t.id, v.id, m.id, m.conversation_id, c.id, c.case_id, c.service_id, c.team_id, m.author_staff,
       m.channel, m.at, case when hashtext(m.id::text) % 3 = 0 then 0 else abs(hashtext(m.id::text)) % 60 / 100.0 end
     from contacts.message m join contacts.contact c on c.id = m.contact_id
       join knowledge.standard_text t on t.classification_id = c.classification_id and (t.channels = '{}' or m.channel = any (t.channels))
       join knowledge.standard_text_version v on v.text_id = t.id and v.language = case when c.language = 'en' and exists (
           select from knowledge.standard_text_version e where e.text_id = t.id and e.language = 'en') then 'en' else 'it' end and v.state in ('published', 'withdrawn')
         and v.valid_from <= m.at and (v.valid_to is null or v.valid_to > m.at)
     where m.direction = 'out' and not m.automatic and m.author_staff is not null and m.at > $1 and abs(hashtext(m.id::text)) % 4 <> 0`,
    [new Date(now.getTime() - 60 * day)],
  );
  await client.query(
    `update knowledge.standard_text t set uses = u.uses
     from (select text_id, count(distinct message_id) as uses from knowledge.standard_text_use group by text_id) u where u.text_id = t.id`,
  );
}
