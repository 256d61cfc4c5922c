import type { Connection } from '#server/platform/index.ts';
import { truePath } from '#server/knowledge/articles/articles.rules.ts';
import { walks } from './walks.ts';

const day = 86_400_000;

/** Ways through the tree that agents have taken with customers: the answers one after the other. */
const taken: readonly (readonly string[])[] = [
  ['Non esce acqua', 'No', 'Era chiuso'],
  ['Non esce acqua', 'Sì'],
  ['Esce poca acqua', 'No, sempre'],
  ['È torbida o colorata', 'No'],
  ['Non esce acqua', 'Non lo so', 'Sì', 'Sì'],
];
const treeCode = 'diagnosi-acqua';

/** Those ways as they are kept: each step with its answer, and the last one, where it ends. */
export function demoPaths(): { step: string; title: string; answer: string | null }[][] {
  const steps = walks.find(({ code }) => code === treeCode)!.steps!;
  return taken.map((answers) => {
    const walked: { step: string; answer: string | null }[] = [];
    let at = steps[0]!;
    for (const answer of answers) {
      walked.push({ step: at.key, answer });
      const { to } = at.answers.find(({ label }) => label === answer)!;
      at = steps.find(({ key }) => key === to)!;
    }
    return truePath(steps, [...walked, { step: at.key, answer: null }]);
  });
}

/**
 * What agents made of the articles in the last weeks: opened while they answered, given as a summary or a link; the tree
 * walked with customers whose water was not right. After messages and articles.
 */
export async function useArticles(client: Connection, now: Date): Promise<void> {
  await client.query(
    `insert into knowledge.use (id, article_id, version_id, contact_id, staff_id, how, at)
     select gen_random_uuid(), d.article_id, d.version_id, d.contact_id, d.author_staff,
       case when d.audience <> 'public' then 'opened' else (array['opened', 'summary', 'link'])[1 + abs(hashtext(d.contact_id::text)) % 3] end, d.at
     from (
       select distinct on (m.contact_id) m.contact_id, m.author_staff, m.at - interval '1 minute' as at, a.id as article_id, a.audience, v.id as version_id
       from contacts.message m join contacts.contact c on c.id = m.contact_id
         join knowledge.classification k on k.id = c.classification_id
         join knowledge.article a on a.kind <> 'tree' and a.classification_id in (k.id, k.parent_id)
         join knowledge.article_version v on v.article_id = a.id and v.language = 'it' and v.state = 'published' and v.valid_from <= m.at
       where m.direction = 'out' and not m.automatic and m.author_staff is not null and m.at > $1 and abs(hashtext(m.id::text)) % 3 <> 0
       order by m.contact_id, m.at, a.classification_id = k.id desc, hashtext(m.contact_id::text || a.id::text)) d`,
    [new Date(now.getTime() - 45 * day)],
  );
  const paths = demoPaths();
  await client.query(
    `insert into knowledge.use (id, article_id, version_id, contact_id, staff_id, how, at, path, ended_at)
     select gen_random_uuid(), v.article_id, v.id, w.contact_id, w.author_staff, 'walked', w.at, ($2::jsonb) -> (w.place::int % $3::int), w.at
     from knowledge.article a join knowledge.article_version v on v.article_id = a.id and v.language = 'it' and v.state = 'published'
       cross join lateral (
         select d.*, row_number() over (order by d.at desc, d.contact_id) as place from (
           select distinct on (m.contact_id) m.contact_id, m.author_staff, m.at - interval '2 minutes' as at
           from contacts.message m join contacts.contact c on c.id = m.contact_id
             join knowledge.classification k on k.id = c.classification_id and k.code like 'acqua.guasti%'
           where m.direction = 'out' and not m.automatic and m.author_staff is not null and m.at > v.valid_from
           order by m.contact_id, m.at) d
         order by d.at desc, d.contact_id limit 24) w
     where a.code = $1`,
    [treeCode, JSON.stringify(paths), paths.length],
  );
}
