import type { CalendarException, OpeningBand } from '#server/calendars/hours.rules.ts';
import { italianHolidays } from '#server/calendars/italian-holidays.rules.ts';
import { random, type Random } from './random.ts';
import type { DemoChannel, DemoClass, DemoOrganisation, DemoRole, DemoStaff, Names } from './shapes.ts';
import { makeStandardTexts } from './standard-texts.ts';
import { TREE } from './topics.ts';

export const DOMAIN = 'acqueeluce.example.org';
const PATRON = { monthDay: '11-11', name: 'San Martino' };

interface Person {
  key: string;
  name: string;
  surname: string;
  role: DemoRole;
  team: 'acqua' | 'energia' | 'clienti';
  profile: string | null;
  skills: Record<string, number>;
  shift: 'early' | 'middle' | 'late' | 'office';
}

const PEOPLE: readonly Person[] = [
  {
    key: 'chiara',
    name: 'Chiara',
    surname: 'Fontemarini',
    role: 'agent',
    team: 'clienti',
    profile: 'clienti',
    skills: { bollette: 4, contratti: 3, reclami: 2, inglese: 4, scrittura: 4 },
    shift: 'early',
  },
  {
    key: 'davide',
    name: 'Davide',
    surname: 'Collebruni',
    role: 'agent',
    team: 'clienti',
    profile: 'clienti',
    skills: { bollette: 3, contratti: 4, reclami: 2, rumeno: 4, scrittura: 3 },
    shift: 'late',
  },
  {
    key: 'samira',
    name: 'Samira',
    surname: 'Bensahra',
    role: 'agent',
    team: 'clienti',
    profile: 'clienti',
    skills: { bollette: 3, contratti: 3, arabo: 5, francese: 5, scrittura: 3 },
    shift: 'middle',
  },
  {
    key: 'luca',
    name: 'Luca',
    surname: 'Ripaverdi',
    role: 'agent',
    team: 'acqua',
    profile: 'acqua',
    skills: { acqua: 4, bollette: 2, inglese: 3, scrittura: 3 },
    shift: 'early',
  },
  {
    key: 'marta',
    name: 'Marta',
    surname: 'Vallelieti',
    role: 'agent',
    team: 'acqua',
    profile: 'acqua',
    skills: { acqua: 3, bollette: 3, scrittura: 4 },
    shift: 'late',
  },
  {
    key: 'paolo',
    name: 'Paolo',
    surname: 'Granazoni',
    role: 'agent',
    team: 'energia',
    profile: 'energia',
    skills: { energia: 4, bollette: 3, scrittura: 3 },
    shift: 'middle',
  },
  {
    key: 'irene',
    name: 'Irene',
    surname: 'Monteneri',
    role: 'agent',
    team: 'energia',
    profile: 'energia',
    skills: { energia: 3, bollette: 3, inglese: 4, scrittura: 3 },
    shift: 'late',
  },
  {
    key: 'giulia',
    name: 'Giulia',
    surname: 'Torrebianchi',
    role: 'expert',
    team: 'acqua',
    profile: 'esperti',
    skills: { acqua: 5, bollette: 4, reclami: 5, scrittura: 5 },
    shift: 'office',
  },
  {
    key: 'stefano',
    name: 'Stefano',
    surname: 'Olmosani',
    role: 'expert',
    team: 'energia',
    profile: 'esperti',
    skills: { energia: 5, contratti: 5, reclami: 4, scrittura: 5 },
    shift: 'office',
  },
  {
    key: 'elena',
    name: 'Elena',
    surname: 'Pratodolci',
    role: 'supervisor',
    team: 'clienti',
    profile: null,
    skills: { reclami: 5, bollette: 5 },
    shift: 'office',
  },
  {
    key: 'roberto',
    name: 'Roberto',
    surname: 'Serragelli',
    role: 'administrator',
    team: 'clienti',
    profile: null,
    skills: {},
    shift: 'office',
  },
  {
    key: 'anna',
    name: 'Anna',
    surname: 'Quermarini',
    role: 'auditor',
    team: 'clienti',
    profile: null,
    skills: {},
    shift: 'office',
  },
  {
    key: 'vittorio',
    name: 'Vittorio',
    surname: 'Camposerra',
    role: 'head_of_office',
    team: 'clienti',
    profile: null,
    skills: {},
    shift: 'office',
  },
];

const SHIFTS: Record<Person['shift'], { from: string; to: string }> = {
  early: { from: '08:00', to: '15:30' },
  late: { from: '11:30', to: '19:00' },
  middle: { from: '10:00', to: '17:30' },
  office: { from: '08:30', to: '17:00' },
};

const SKILLS: readonly { key: string; kind: 'subject' | 'language' | 'medium'; it: string; en: string }[] = [
  { key: 'acqua', kind: 'subject', it: 'Acqua', en: 'Water' },
  { key: 'energia', kind: 'subject', it: 'Luce e gas', en: 'Electricity and gas' },
  { key: 'bollette', kind: 'subject', it: 'Bollette e pagamenti', en: 'Bills and payments' },
  { key: 'contratti', kind: 'subject', it: 'Contratti', en: 'Contracts' },
  { key: 'reclami', kind: 'subject', it: 'Reclami', en: 'Complaints' },
  { key: 'inglese', kind: 'language', it: 'Inglese', en: 'English' },
  { key: 'francese', kind: 'language', it: 'Francese', en: 'French' },
  { key: 'rumeno', kind: 'language', it: 'Rumeno', en: 'Romanian' },
  { key: 'arabo', kind: 'language', it: 'Arabo', en: 'Arabic' },
  { key: 'scrittura', kind: 'medium', it: 'Scrittura', en: 'Writing' },
];

const OUTCOMES: readonly [string, Names][] = [
  ['risolto', { it: 'Risolto', en: 'Resolved' }],
  ['informazione', { it: 'Informazione data', en: 'Information given' }],
  ['pratica', { it: 'Aperta una pratica', en: 'Case opened' }],
  ['inoltrato', { it: 'Inoltrato ad altro ufficio', en: 'Passed on to another office' }],
  ['attesa_cliente', { it: 'In attesa del cliente', en: 'Waiting for the customer' }],
  ['non_pertinente', { it: 'Non pertinente', en: 'Not for us' }],
];
// How calls of the house can end that reached nobody; the codes are those of the telephone.
const CALL_OUTCOMES: readonly [string, Names][] = [
  ['no_answer', { it: 'Non risponde', en: 'No answer' }],
  ['busy', { it: 'Occupato', en: 'Busy' }],
  ['wrong_number', { it: 'Numero errato', en: 'Wrong number' }],
  ['machine', { it: 'Segreteria telefonica', en: 'Answering machine' }],
];

/** The parts of the demo organisation that change little. `years` are those whose holidays its calendars hold. */
export function makeOrganisation(rng: Random, years: readonly number[]): DemoOrganisation {
  const id = (): string => rng.uuid();
  const services = [
    { id: id(), key: 'acqua', name: { it: 'Acqua', en: 'Water' } },
    { id: id(), key: 'energia', name: { it: 'Luce e gas', en: 'Electricity and gas' } },
    { id: id(), key: 'clienti', name: { it: 'Servizio clienti', en: 'Customer service' } },
  ];
  const teams = [
    { id: id(), key: 'acqua', name: { it: 'Squadra Acqua', en: 'Water team' }, supplier: '' },
    {
      id: id(),
      key: 'energia',
      name: { it: 'Squadra Luce e gas', en: 'Electricity and gas team' },
      supplier: 'Voci del Colle (cooperativa)',
    },
    { id: id(), key: 'clienti', name: { it: 'Squadra Clienti', en: 'Customer team' }, supplier: '' },
  ];
  const skills = SKILLS.map((s) => ({ id: id(), key: s.key, kind: s.kind, name: { it: s.it, en: s.en } }));
  const exceptions: CalendarException[] = years.flatMap((year) => [
    ...italianHolidays(year, PATRON).map((h) => ({
      date: h.date,
      name: h.name.it,
      bands: [] as OpeningBand[],
    })),
    { date: `${year}-12-24`, name: 'Vigilia di Natale', bands: [{ from: '08:30', to: '12:30' }] },
    { date: `${year}-12-31`, name: 'Ultimo dell’anno', bands: [{ from: '08:30', to: '12:30' }] },
  ]);
  const long = [{ from: '08:00', to: '19:00' }];
  const office = [
    { from: '08:30', to: '12:30' },
    { from: '13:30', to: '17:00' },
  ];
  const timeZone = 'Europe/Rome';
  const calendars = [
    {
      id: id(),
      key: 'servizio',
      name: { it: 'Orario del servizio clienti', en: 'Customer service hours' },
      hours: {
        timeZone,
        week: [long, long, long, long, long, [{ from: '08:30', to: '13:00' }], []],
        exceptions,
      },
    },
    {
      id: id(),
      key: 'uffici',
      name: { it: 'Orario degli uffici', en: 'Office hours' },
      hours: {
        timeZone,
        week: [office, office, office, office, [{ from: '08:30', to: '13:00' }], [], []],
        exceptions,
      },
    },
  ];
  const of = <T extends { id: string; key: string }>(list: readonly T[], key: string): string => {
    const found = list.find((item) => item.key === key);
    if (!found) throw new Error(`demo: there is no "${key}"`);
    return found.id;
  };
  const queueIds = { acqua: id(), energia: id(), clienti: id(), reclami: id() };
  const HOUR = 3600;
  const seconds = (chat: number, written: number): Record<DemoChannel, number> => ({
    chat,
    email: written,
    form: written,
  });
  const queues = [
    {
      key: 'acqua',
      name: { it: 'Acqua: guasti e qualità', en: 'Water: faults and quality' },
      priority: 2,
      skill: 'acqua',
      target: { percent: 80, seconds: seconds(45, 0.75 * HOUR) },
    },
    {
      key: 'energia',
      name: { it: 'Luce e gas', en: 'Electricity and gas' },
      priority: 5,
      skill: 'energia',
      target: { percent: 80, seconds: seconds(60, HOUR) },
    },
    {
      key: 'clienti',
      name: { it: 'Bollette e contratti', en: 'Bills and contracts' },
      priority: 5,
      skill: 'bollette',
      target: { percent: 80, seconds: seconds(60, 2.5 * HOUR) },
    },
    {
      key: 'reclami',
      name: { it: 'Reclami', en: 'Complaints' },
      priority: 5,
      skill: 'reclami',
      target: { percent: 90, seconds: seconds(60, 6 * HOUR) },
    },
  ].map((q) => ({
    id: queueIds[q.key as keyof typeof queueIds],
    key: q.key,
    name: q.name,
    service: of(services, q.key === 'reclami' ? 'clienti' : q.key),
    calendar: of(calendars, q.key === 'reclami' ? 'uffici' : 'servizio'),
    priority: q.priority,
    requires: [{ skill: of(skills, q.skill), level: 2 }],
    target: q.target,
    shortAbandonSeconds: 5,
    overflow:
      q.key === 'acqua' || q.key === 'energia' ? { afterSeconds: 240, queue: queueIds.clienti } : null,
  }));
  const profile = (
    key: string,
    it: string,
    en: string,
    chat: number,
    list: [keyof typeof queueIds, number][],
  ) => ({
    id: id(),
    key,
    name: { it, en },
    queues: list.map(([queue, priority]) => ({ queue: queueIds[queue], priority })),
    capacity: { chat, email: 1, form: 1 },
  });
  const profiles = [
    profile('clienti', 'Clienti', 'Customers', 3, [
      ['clienti', 1],
      ['reclami', 3],
    ]),
    profile('acqua', 'Acqua', 'Water', 3, [
      ['acqua', 1],
      ['clienti', 2],
    ]),
    profile('energia', 'Luce e gas', 'Electricity and gas', 3, [
      ['energia', 1],
      ['clienti', 2],
    ]),
    profile('esperti', 'Esperti', 'Experts', 1, [
      ['reclami', 1],
      ['acqua', 2],
      ['energia', 2],
    ]),
  ];
  // Who came later draws elsewhere, and all others stay as they are.
  const heads = rng.fork('heads of offices');
  const staff = PEOPLE.map((p): DemoStaff => {
    const week = SHIFTS[p.shift];
    return {
      id: p.role === 'head_of_office' ? heads.uuid() : id(),
      key: p.key,
      name: p.name,
      surname: p.surname,
      publicName: `${p.name} ${p.surname[0]}.`,
      email: `${p.key}@${DOMAIN}`,
      role: p.role,
      team: of(teams, p.team),
      services:
        p.role === 'agent' || p.role === 'expert'
          ? [of(services, p.team), ...(p.team === 'clienti' ? [] : [of(services, 'clienti')])]
          : services.map((s) => s.id),
      skills: Object.entries(p.skills).map(([skill, level]) => ({ skill: of(skills, skill), level })),
      profile: p.profile ? of(profiles, p.profile) : null,
      shift: [
        week,
        week,
        week,
        week,
        week,
        p.shift === 'office' ? null : { from: '08:30', to: '13:00' },
        null,
      ],
    };
  });
  const entry = (
    key: string,
    channel: DemoChannel | 'phone',
    address: string,
    it: string,
    en: string,
    queue: keyof typeof queueIds,
    own = id(),
  ) => ({
    id: own,
    key,
    channel,
    address,
    name: { it, en },
    queue: queueIds[queue],
    service: of(services, queue === 'reclami' ? 'clienti' : queue),
    calendar: of(calendars, queue === 'reclami' ? 'uffici' : 'servizio'),
  });
  const entryPoints = [
    entry('info', 'email', `info@${DOMAIN}`, 'Informazioni', 'Information', 'clienti'),
    entry('guasti', 'email', `guasti@${DOMAIN}`, 'Guasti acqua', 'Water faults', 'acqua'),
    entry('energia', 'email', `energia@${DOMAIN}`, 'Luce e gas', 'Electricity and gas', 'energia'),
    entry('reclami', 'email', `reclami@${DOMAIN}`, 'Reclami', 'Complaints', 'reclami'),
    entry('modulo', 'form', 'contatti', 'Modulo di contatto', 'Contact form', 'clienti'),
    entry('chat', 'chat', 'sito', 'Chat del sito', 'Website chat', 'clienti'),
    entry(
      'telefono',
      'phone',
      '+39055010990',
      'Numero del servizio clienti',
      'Customer service number',
      'clienti',
      random('telephone').uuid(),
    ),
    // What those read who are called for these services, and reach when they call back.
    entry(
      'telefono-acqua',
      'phone',
      '+39055010991',
      'Telefono acqua',
      'Water telephone',
      'acqua',
      random('telephone water').uuid(),
    ),
    entry(
      'telefono-energia',
      'phone',
      '+39055010992',
      'Telefono luce e gas',
      'Energy telephone',
      'energia',
      random('telephone energy').uuid(),
    ),
    // A complaint is a case at once, with its receipt.
    entry(
      'reclamo-online',
      'form',
      'reclamo',
      'Reclamo online',
      'Online complaint',
      'reclami',
      random('form of complaints').uuid(),
    ),
  ];
  const classification: DemoClass[] = [];
  const branch = (key: string, name: Names, parent: string | null, level: 1 | 2 | 3): string => {
    const classId = id();
    const position = classification.filter((c) => c.parent === parent).length + 1;
    classification.push({ id: classId, key, parent, level, name, position });
    return classId;
  };
  for (const first of TREE) {
    const top = branch(first.key, first.name, null, 1);
    for (const second of first.children) {
      const middle = branch(second.key, second.name, top, 2);
      for (const leaf of second.topics) branch(leaf.key, leaf.name, middle, 3);
    }
  }
  return {
    name: 'Acque e Luce del Colle',
    address: 'Piazza del Mercato 1, 99010 Colle',
    signature: {
      it: '{{agent.publicName}}\nServizio clienti\nAcque e Luce del Colle\nPiazza del Mercato 1, 99010 Colle',
      en: '{{agent.publicName}}\nCustomer service\nAcque e Luce del Colle\nPiazza del Mercato 1, 99010 Colle',
    },
    services,
    teams,
    skills,
    calendars,
    queues,
    profiles,
    staff,
    entryPoints,
    classification,
    outcomes: [
      ...OUTCOMES.map(([key, name]) => ({ id: id(), key, name })),
      ...CALL_OUTCOMES.map(([key, name]) => ({ id: random(`outcome ${key}`).uuid(), key, name })),
    ],
    standardTexts: makeStandardTexts(rng, (key) => of(classification, key)),
  };
}
