import { addWorkingSeconds, workingSecondsBetween } from '#server/calendars/hours.rules.ts';
import type { DemoCase, DemoOrganisation } from './index.ts';
import { houseOf } from './house-work-demo.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// The competence centres of the demo organisation: one that answers in the desk, one by mail alone; what was asked of them
// lately, and the opinions that came of it. People, rules and sources are invented.

const HOUR = 3600;
const DAY = 86_400_000;

const BY_MAIL: [question: string, answer: string][] = [
  [
    'Perdita a valle del contatore, nel giardino comune: chi ripara?',
    'A valle del contatore ripara il condominio. Noi chiudiamo la valvola su richiesta e verifichiamo la lettura.',
  ],
  [
    'Acqua torbida da due giorni in via Alta: il cliente chiede se può berla.',
    'Lavoro sulla condotta, prelievo nella norma. Far scorrere dieci minuti; prima di allora non berla.',
  ],
  [
    'Pressione bassa la sera al quarto piano: è dovuto un intervento?',
    'Al contatore la pressione è regolare. Serve un autoclave del condominio: nessun intervento nostro.',
  ],
  [
    'Quanto tempo serve per spostare un contatore in cantina?',
    'Dieci giorni lavorativi dal preventivo accettato, se non serve lo scavo su strada.',
  ],
];

/** Question, answer, classification, centre (true: by mail), months since it holds, months for which; which it replaces. */
const OPINIONS: [string, string, string, boolean, number, number | null, number | null][] = [
  [
    'Chi ripara una perdita a valle del contatore?',
    'Chi ha il contratto, o il condominio per le parti comuni. Il gestore chiude la valvola su richiesta e rilegge il contatore.',
    'acqua.guasti.perdita',
    true,
    20,
    null,
    null,
  ],
  [
    'Il cliente ha diritto al fondo perdite se la perdita era nascosta?',
    'Sì, se la perdita non si vedeva, è riparata e il consumo supera il doppio della media. Si chiede con la fattura di chi ripara.',
    'acqua.guasti.perdita',
    true,
    8,
    null,
    2,
  ],
  [
    'Il fondo perdite copre una perdita nascosta?',
    'Solo per consumi oltre il triplo della media, su domanda entro tre mesi.',
    'acqua.guasti.perdita',
    true,
    30,
    null,
    null,
  ],
  [
    'Si può bere l’acqua torbida dopo un lavoro sulla condotta?',
    'Dopo averla fatta scorrere finché torna limpida. Se resta torbida oltre un’ora si chiede un prelievo.',
    'acqua.qualita.aspetto',
    true,
    14,
    null,
    null,
  ],
  [
    'Il cliente può avere le analisi dell’acqua della sua via?',
    'Sì: sono pubbliche, per zona, e si mandano per posta a chi le chiede.',
    'acqua.qualita.analisi',
    true,
    11,
    null,
    null,
  ],
  [
    'La verifica del contatore si paga?',
    'Solo se il contatore risulta regolare: l’importo è quello del prezzario in vigore.',
    'acqua.contatore.verifica',
    true,
    6,
    null,
    null,
  ],
  [
    'Una lettura mandata dal cliente vale per la bolletta?',
    'Sì, se arriva negli ultimi cinque giorni del periodo ed è coerente con la precedente.',
    'acqua.contatore.lettura',
    false,
    16,
    null,
    null,
  ],
  [
    'Una bolletta pagata due volte si rimborsa o si compensa?',
    'Si compensa sulla prima bolletta utile; si rimborsa se il cliente lo chiede o se il contratto è chiuso.',
    'bollette',
    false,
    9,
    null,
    null,
  ],
  [
    'Quante rate si possono concedere senza interessi?',
    'Fino a sei, per importi oltre il doppio della bolletta media. Oltre, decide il responsabile.',
    'bollette',
    false,
    5,
    null,
    null,
  ],
  [
    'Il bonus idrico dello scorso anno si chiede ancora?',
    'No: il termine è passato. Vale la domanda per l’anno in corso.',
    'bollette',
    false,
    18,
    6,
    null,
  ],
  [
    'Per la voltura dopo un lutto serve un atto?',
    'Basta l’autocertificazione di un erede, con documento e codice fiscale.',
    'contratti',
    false,
    12,
    null,
    null,
  ],
  [
    'Chi è in affitto può intestarsi la fornitura senza il proprietario?',
    'Sì, con il contratto di affitto registrato. Il proprietario non firma.',
    'contratti',
    false,
    7,
    null,
    null,
  ],
];

/**
 * The rows of centres, escalations and opinions, to be written after steps and cases.
 * @param steps the rows of `cases.step`: those of the back office were asked of its centre
 */
export function escalationRows(
  organisation: DemoOrganisation,
  cases: readonly DemoCase[],
  steps: readonly Row[],
  now: Date,
): { rows: Filled[]; last: number } {
  const rng = random('escalations');
  const calendar = organisation.calendars.find((one) => one.key === 'uffici')!;
  const { hours } = calendar;
  const person = (key: string) => organisation.staff.find((one) => one.key === key)!;
  const nameOf = (id: string) => {
    const one = organisation.staff.find((other) => other.id === id)!;
    return `${one.name} ${one.surname}`;
  };
  const classOf = (key: string) => organisation.classification.find((one) => one.key === key);
  const [desk, mail] = [rng.uuid(), rng.uuid()];
  const common = { service_id: null, team_id: null, calendar_id: calendar.id, language: 'it', active: true };
  const centres: Row[] = [
    {
      ...common,
      id: desk,
      name: 'Centro fatturazione e contratti',
      description: 'Bollette, rimborsi, rateizzazioni, volture.',
      classifications: [classOf('bollette'), classOf('contratti')].flatMap((one) => one?.id ?? []),
      queue_id: houseOf().office,
      addresses: [],
      head_id: person('elena').id,
      head_address: null,
      promise_seconds: 8 * HOUR,
      reminders: [50, 100],
      head_at: 150,
    },
    {
      ...common,
      id: mail,
      name: 'Ufficio tecnico della rete',
      description: 'Perdite, pressione, qualità dell’acqua, contatori. Risponde per e-mail.',
      classifications: [classOf('acqua')].flatMap((one) => one?.id ?? []),
      queue_id: null,
      addresses: ['tecnici.rete@example.org'],
      head_id: null,
      head_address: 'responsabile.rete@example.org',
      promise_seconds: 12 * HOUR,
      reminders: [50, 100],
      head_at: 150,
    },
  ];
  const escalations: Row[] = [];
  const reminders: Row[] = [];
  let number = 0;
  const remind = (id: string, asked: Date, due: Date, until: Date, [to, head]: [string, string]) => {
    const all = workingSecondsBetween(hours, asked, due);
    for (const [whom, percent] of [
      ['centre', 50],
      ['centre', 100],
      ['head', 150],
    ] as const) {
      const at = addWorkingSeconds(hours, asked, (all * percent) / 100) ?? due;
      const sent = at < until;
      if (!sent && until < now) continue;
      reminders.push({
        id: rng.uuid(),
        escalation_id: id,
        whom,
        percent,
        planned_at: at,
        sent_at: sent ? at : null,
        sent_to: sent ? (whom === 'head' ? head : to) : '',
      });
    }
  };
  const add = (row: Row & { id: string; asked_at: Date; due_at: Date; closed_at: Date | null }) => {
    number += 1;
    const closed = row.closed_at;
    escalations.push({
      step_id: null,
      addresses: [],
      promised: true,
      from_id: null,
      contact_id: null,
      answered_by: null,
      answered_from: null,
      ...row,
      number: `Q-${row.asked_at.getUTCFullYear()}-${String(number).padStart(6, '0')}`,
      seconds: closed === null ? null : Math.round(workingSecondsBetween(hours, row.asked_at, closed)),
    });
  };
  const promised = (asked: Date, seconds: number): Date =>
    addWorkingSeconds(hours, asked, seconds) ?? new Date(asked.getTime() + seconds * 1000);

  for (const step of steps.filter((one) => one['queue_id'] === houseOf().office)) {
    const asked = step['asked_at'] as Date;
    const closed = step['closed_at'] as Date | null;
    const id = rng.uuid();
    const due = (step['due_at'] as Date | null) ?? promised(asked, 8 * HOUR);
    add({
      id,
      case_id: step['case_id'],
      centre_id: desk,
      way: 'desk',
      step_id: step['id'],
      question: step['question'],
      due_at: due,
      asked_by: step['asked_by'],
      asked_by_name: step['asked_by_name'],
      asked_at: asked,
      outcome: step['outcome'],
      answer: step['answer'],
      answered_name: step['closed_by_name'],
      closed_at: closed,
    });
    remind(id, asked, due, closed ?? now, ['Ufficio fatturazione e reclami', nameOf(person('elena').id)]);
  }

  const ofWater = new Set(
    organisation.classification.filter(({ key }) => key.startsWith('acqua')).map(({ id }) => id),
  );
  const water = cases.filter((one) => ofWater.has(one.class));
  const unanswered = water.filter(({ closedAt }) => closedAt === null);
  // The oldest has waited longer than was promised: its centre was reminded twice, and then the head of it.
  const open = [...new Set([...unanswered.slice(0, 1), ...unanswered.slice(-3)])];
  const closed = water.filter(({ closedAt }) => closedAt !== null).slice(-9);
  for (const [index, one] of [...closed, ...open].entries()) {
    const waits = one.closedAt === null;
    const [question, answer] = BY_MAIL[index % BY_MAIL.length]!;
    const asked =
      waits && one !== open[0] && index % 2 === 1
        ? new Date(Math.max(one.openedAt.getTime() + 600_000, now.getTime() - 2 * HOUR * 1000))
        : new Date(one.openedAt.getTime() + rng.int(20, 90) * 60_000);
    if (asked >= now || (one.closedAt !== null && asked >= one.closedAt)) continue;
    const due = promised(asked, 12 * HOUR);
    const ended = waits
      ? null
      : new Date(
          asked.getTime() +
            rng.next() * Math.max(0, Math.min(one.closedAt!.getTime(), now.getTime()) - asked.getTime()),
        );
    const id = rng.uuid();
    const returned = !waits && index % 7 === 3;
    add({
      id,
      case_id: one.id,
      centre_id: mail,
      way: 'mail',
      addresses: ['tecnici.rete@example.org'],
      question,
      due_at: due,
      asked_by: one.owner,
      asked_by_name: nameOf(one.owner),
      asked_at: asked,
      outcome: waits ? null : returned ? 'returned' : 'answered',
      answer: waits ? null : returned ? 'Riguarda la fatturazione: va chiesto a loro.' : answer,
      answered_name: waits ? null : 'Tullio Condotta',
      answered_from: waits ? null : 'tecnici.rete@example.org',
      closed_at: ended,
    });
    remind(id, asked, due, ended ?? now, ['tecnici.rete@example.org', 'responsabile.rete@example.org']);
  }

  const keeper = person('elena').id;
  const opinionIds = OPINIONS.map(() => rng.uuid());
  const dayOf = (months: number) => new Date(now.getTime() - months * 30 * DAY).toISOString().slice(0, 10);
  const opinions = OPINIONS.map(([question, answer, topic, byMail, since, lasts, replaces], index): Row => ({
    id: opinionIds[index]!,
    question,
    answer,
    language: 'it',
    classification_id: classOf(topic)?.id ?? null,
    centre_id: byMail ? mail : desk,
    expert_name: byMail ? 'Tullio Condotta' : nameOf(person('giulia').id),
    service_id: null,
    sources: byMail ? 'Regolamento del servizio idrico (esempio), art. 12' : 'Carta dei servizi (esempio)',
    valid_from: dayOf(since),
    valid_to: lasts === null ? null : dayOf(lasts),
    supersedes_id: replaces === null ? null : opinionIds[replaces]!,
    made_by: keeper,
    made_by_name: nameOf(keeper),
    made_at: new Date(now.getTime() - since * 30 * DAY),
    changed_at: new Date(now.getTime() - since * 30 * DAY),
  }));
  const uses = opinionIds.flatMap((opinion) =>
    Array.from({ length: rng.int(0, 6) }, (): Row => ({
      id: rng.uuid(),
      opinion_id: opinion,
      case_id: null,
      by_name: nameOf(keeper),
      at: new Date(now.getTime() - rng.int(1, 100) * DAY),
    })),
  );
  return {
    rows: [
      ['cases.centre', centres],
      ['cases.escalation', escalations],
      ['cases.reminder', reminders],
      // What is superseded stands before what supersedes it.
      [
        'cases.opinion',
        opinions.toSorted(
          (one, other) => Number(one['supersedes_id'] !== null) - Number(other['supersedes_id'] !== null),
        ),
      ],
      ['cases.opinion_use', uses],
    ],
    last: number,
  };
}
