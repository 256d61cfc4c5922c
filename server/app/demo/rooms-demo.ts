import type { DemoCase, DemoOrganisation } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// What the staff of the demo organisation say among themselves: rooms of teams, of a subject, of cases under way.

const MINUTE = 60_000;
const TEAM: string[] = [
  'Buongiorno a tutti. Oggi si chiude la lettura dei contatori del quartiere nord: aspettiamoci chiamate.',
  'La pagina per la lettura è a posto? Ieri un utente la trovava lenta.',
  'Sì, sistemata stamattina.',
  'Ricordo: sulle bollette con stima si offre sempre la rettifica, prima della rateizzazione.',
];
const SUBJECT: string[] = [
  'Da lunedì i contatori nuovi trasmettono da soli. Raccolgo qui le domande che ci fanno.',
  'Mi chiedono se emettono onde: che cosa rispondiamo?',
  'Trasmettono pochi secondi al giorno, meno di un telefono. La scheda è in preparazione.',
  'E chi non lo vuole in casa?',
  'Il contatore è del gestore e va sostituito; si può concordare l’ora.',
];
const CASE: string[] = [
  'Qualcuno ha già visto un caso così? Il cliente dice che la perdita è prima del contatore.',
  'Se è prima del contatore tocca a noi: serve il sopralluogo.',
];

/** Rows of rooms, to be written after the staff and the cases; `cases` are those of the last weeks. */
export function roomRows(organisation: DemoOrganisation, cases: readonly DemoCase[], now: Date): Filled[] {
  const rng = random('rooms');
  const table: Record<string, Row[]> = {
    'rooms.room': [],
    'rooms.member': [],
    'rooms.post': [],
    'rooms.mention': [],
  };
  const teams = organisation.teams.map((team) => ({
    team,
    people: organisation.staff.filter((one) => one.team === team.id),
  }));

  const room = (
    row: Row,
    people: readonly { id: string; name: string; surname: string }[],
    words: readonly string[],
    ago: number,
    unread: number,
  ) => {
    const id = rng.uuid();
    const began = now.getTime() - ago;
    const at = (i: number) => new Date(began + (i + 1) * 7 * MINUTE);
    table['rooms.room']!.push({
      id,
      case_id: null,
      team_id: null,
      name: null,
      topic: '',
      service_id: null,
      ...row,
      last_seq: words.length,
      last_at: at(words.length - 1),
      created_by: people[0]!.id,
      created_at: new Date(began),
    });
    for (const one of people)
      table['rooms.member']!.push({
        room_id: id,
        staff_id: one.id,
        joined_at: new Date(began),
        read_seq: words.length - unread,
      });
    const posts = words.map((text, i) => {
      const author = people[i % Math.min(people.length, 3)]!;
      const post = {
        id: rng.uuid(),
        room_id: id,
        seq: i + 1,
        author_id: author.id,
        author_name: `${author.name} ${author.surname}`,
        text,
        at: at(i),
        client_id: rng.uuid(),
      };
      table['rooms.post']!.push(post);
      return post;
    });
    return { id, posts };
  };

  for (const { team, people } of teams)
    if (people.length > 2)
      room({ kind: 'team', team_id: team.id }, rng.shuffle(people), TEAM, rng.int(120, 300) * MINUTE, 1);
  const [first] = teams.filter(({ people }) => people.length > 2);
  if (first === undefined) return [];
  room(
    {
      kind: 'subject',
      name: 'Contatori nuovi',
      topic: 'Domande degli utenti sulla sostituzione, e le risposte concordate.',
    },
    first.people,
    SUBJECT,
    26 * 60 * MINUTE,
    0,
  );
  for (const kase of cases.filter(({ closedAt }) => closedAt === null).slice(-2)) {
    const owner = organisation.staff.find(({ id }) => id === kase.owner);
    const others = first.people.filter(({ id }) => id !== kase.owner).slice(0, 1);
    if (owner === undefined || others.length === 0) continue;
    const [asked] = others;
    const { posts } = room({ kind: 'case', case_id: kase.id }, [owner, ...others], CASE, 90 * MINUTE, 1);
    table['rooms.mention']!.push({ post_id: posts[0]!.id, staff_id: asked!.id, read_at: posts[1]!.at });
  }
  return Object.entries(table);
}
