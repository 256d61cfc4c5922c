import { computeFiscalCode, vatCheckDigit } from '#server/customers/codice-fiscale.rules.ts';
import type { Random } from './random.ts';
import type { DemoCustomer, DemoIdentity, DemoPosition, Language } from './shapes.ts';

const MEN =
  'Alberto Alessandro Andrea Angelo Antonio Bruno Carlo Claudio Corrado Dario Davide Domenico Edoardo Emanuele Enrico Fabio Federico Filippo Francesco Franco Gabriele Giacomo Giancarlo Gianni Giorgio Giovanni Giulio Giuseppe Guido Lorenzo Luca Luciano Luigi Marco Mario Massimo Matteo Maurizio Michele Nicola Paolo Pietro Raffaele Renato Riccardo Roberto Salvatore Sergio Simone Stefano Tommaso Umberto Valerio Vincenzo Vittorio'.split(
    ' ',
  );
const WOMEN =
  'Adele Alessandra Alice Anna Antonella Barbara Beatrice Bianca Camilla Carla Caterina Cecilia Chiara Claudia Concetta Cristina Daniela Debora Elena Eleonora Elisa Emma Francesca Gabriella Giada Giorgia Giovanna Giulia Grazia Ilaria Irene Laura Letizia Lidia Lucia Luisa Marina Margherita Maria Marta Martina Michela Monica Nadia Nicoletta Ornella Paola Patrizia Roberta Rosa Sabrina Sara Serena Silvia Simona Sofia Stefania Teresa Valentina Vera'.split(
    ' ',
  );
// Surnames put together, so that nobody's fiscal code is met by chance.
const HEADS =
  'Acqua Bella Bosco Campo Casal Colle Conte Ferra Fonta Grana Largo Lupo Monte Olmo Ponte Prato Quer Ripa Rocca Rosa Serra Sorge Torre Valle Vigna Villa'.split(
    ' ',
  );
const TAILS =
  'bianchi bruni chiara dolci fiori gelli grossi landi lieti marini neri novi sani stretti verdi vento zoni'.split(
    ' ',
  );

const FOREIGN: Record<
  Exclude<Language, 'it'>,
  { state: string; men: string[]; women: string[]; surnames: string[] }
> = {
  en: {
    state: 'Z114',
    men: ['Oliver', 'George', 'Thomas', 'Edward'],
    women: ['Emily', 'Charlotte', 'Grace', 'Hannah'],
    surnames: ['Hillbrook', 'Larkwell', 'Stonefield', 'Marshgate', 'Ashwick', 'Fernhurst'],
  },
  fr: {
    state: 'Z110',
    men: ['Julien', 'Mathieu', 'Antoine', 'Pierre'],
    women: ['Camille', 'Amélie', 'Sylvie', 'Élodie'],
    surnames: ['Beaupré', 'Montfleury', 'Clairvaux', 'Desrivières', 'Valbonne'],
  },
  ro: {
    state: 'Z129',
    men: ['Andrei', 'Mihai', 'Ștefan', 'Cristian'],
    women: ['Ioana', 'Elena', 'Mihaela', 'Raluca'],
    surnames: ['Dealescu', 'Izvoreanu', 'Luncaru', 'Poienaru', 'Văleanu', 'Stâncescu'],
  },
  ar: {
    state: 'Z330',
    men: ['Youssef', 'Karim', 'Hassan', 'Omar'],
    women: ['Fatima', 'Amina', 'Khadija', 'Salma'],
    surnames: ['El Wadi', 'Benjebel', 'Ait Nahr', 'El Bahri', 'Bensahra'],
  },
};
const BIRTHPLACES = [
  'H501',
  'F205',
  'L219',
  'D969',
  'A944',
  'D612',
  'F839',
  'G273',
  'A662',
  'L736',
  'G478',
  'G337',
  'F257',
  'A271',
];
const STREETS = [
  'Via Roma',
  'Via Garibaldi',
  'Via Mazzini',
  'Via Dante Alighieri',
  'Corso Italia',
  'Viale della Repubblica',
  'Via della Fonte',
  'Via del Mulino',
  'Piazza del Mercato',
  'Via dei Tigli',
  'Via delle Vigne',
  "Via dell'Acquedotto",
  'Via San Martino',
  'Vicolo del Forno',
  'Via della Stazione',
  'Via Aldo Moro',
  'Via Giuseppe Verdi',
  'Via IV Novembre',
  'Strada della Collina',
  'Borgo Vecchio',
  'Via dei Glicini',
  'Via Marconi',
  'Largo della Pace',
  'Via del Lavoro',
];
const TRADES = [
  'Panificio',
  'Trattoria',
  'Officina',
  'Ferramenta',
  'Lavanderia',
  'Studio tecnico',
  'Falegnameria',
  'Farmacia',
  'Condominio',
  'Vivaio',
  'Hotel',
  'Autotrasporti',
];
const FORMS = ['S.r.l.', 'S.n.c.', 'S.a.s.', 'S.p.A.'];

/** Customers with their identities and what they have with the organisation. Every code in them is valid and invented. */
export function makeCustomers(
  rng: Random,
  count: number,
  today: string,
  services: { water: string; energy: string },
): { customers: DemoCustomer[]; identities: DemoIdentity[]; positions: DemoPosition[] } {
  const customers: DemoCustomer[] = [];
  const identities: DemoIdentity[] = [];
  const positions: DemoPosition[] = [];
  const used = new Set<string>();
  const unique = (make: () => string): string => {
    for (;;) {
      const value = make();
      if (!used.has(value)) {
        used.add(value);
        return value;
      }
    }
  };
  const year = Number(today.slice(0, 4));
  for (let i = 0; i < count; i += 1) {
    const id = rng.uuid();
    const number = String(100_001 + i);
    const company = rng.chance(0.08);
    const language: Language = company
      ? 'it'
      : rng.weighted(
          ['it', 'en', 'fr', 'ro', 'ar'] as const,
          (l) => ({ it: 93, en: 2, fr: 1, ro: 2.2, ar: 1.8 })[l],
        );
    const since = `${rng.int(year - 22, year - 1)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;
    const add = (type: DemoIdentity['type'], value: string, primary = false): void => {
      identities.push({ id: rng.uuid(), customer: id, type, value, primary });
    };
    if (company) {
      const name = `${rng.pick(TRADES)} ${rng.pick(HEADS)}${rng.pick(TAILS)}`;
      const full = name.startsWith('Condominio') ? name : `${name} ${rng.pick(FORMS)}`;
      // Numbers of the series 97 are given to no company at office 999.
      const vatNumber = unique(() => {
        const body = `97${rng.digits(5)}999`;
        return body + vatCheckDigit(body);
      });
      customers.push({
        id,
        number,
        kind: 'company',
        name: full,
        surname: null,
        companyName: full,
        sex: null,
        birthDate: null,
        fiscalCode: vatNumber,
        vatNumber,
        language,
        since,
      });
      const slug = slugOf(name);
      add(
        'email',
        unique(
          () =>
            `${rng.pick(['info', 'amministrazione', 'contabilita'])}.${slug}${rng.int(1, 99)}@${mailDomain(rng)}`,
        ),
        true,
      );
      if (rng.chance(0.7))
        add(
          'pec',
          unique(() => `${slug}${rng.int(1, 99)}@pec.example.net`),
        );
      add('vat_number', vatNumber);
    } else {
      const sex = rng.chance(0.52) ? 'F' : 'M';
      const foreign = language === 'it' ? null : FOREIGN[language];
      const name = rng.pick(
        foreign ? (sex === 'F' ? foreign.women : foreign.men) : sex === 'F' ? WOMEN : MEN,
      );
      const surname = foreign ? rng.pick(foreign.surnames) : `${rng.pick(HEADS)}${rng.pick(TAILS)}`;
      const birthDate = `${rng.int(year - 88, year - 21)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;
      const birthplaceCode = foreign ? foreign.state : rng.pick(BIRTHPLACES);
      let omocodia = rng.chance(0.01) ? 1 : 0;
      const fiscalCode = unique(() =>
        computeFiscalCode({ name, surname, birthDate, sex, birthplaceCode }, omocodia++),
      );
      customers.push({
        id,
        number,
        kind: 'person',
        name,
        surname,
        companyName: null,
        sex,
        birthDate,
        fiscalCode,
        vatNumber: null,
        language,
        since,
      });
      const slug = `${slugOf(name)}.${slugOf(surname)}`;
      add(
        'email',
        unique(() => `${slug}${rng.chance(0.4) ? '' : rng.int(1, 99)}@${mailDomain(rng)}`),
        true,
      );
      if (rng.chance(0.05))
        add(
          'pec',
          unique(() => `${slug}${rng.int(1, 99)}@pec.example.net`),
        );
      add('fiscal_code', fiscalCode);
    }
    // 310 is given to no Italian mobile operator; the form is that of a mobile number.
    if (rng.chance(0.86))
      add(
        'phone',
        unique(() => `+39310${rng.digits(7)}`),
        true,
      );
    add('customer_number', number);

    const home = {
      street: rng.pick(STREETS),
      number: String(rng.int(1, 140)),
      postcode: '99010',
      town: 'Colle',
      province: 'CL',
    };
    const kinds: DemoPosition['kind'][] = [];
    if (rng.chance(0.88)) kinds.push('water');
    if (rng.chance(0.46) || kinds.length === 0) kinds.push('electricity');
    if (rng.chance(0.34)) kinds.push('gas');
    if (rng.chance(company ? 0.35 : 0.09)) kinds.push(rng.pick(['water', 'electricity'] as const));
    kinds.forEach((kind, n) => {
      const second = kinds.indexOf(kind) < n;
      positions.push({
        id: rng.uuid(),
        customer: id,
        service: kind === 'water' ? services.water : services.energy,
        kind,
        code: unique(() =>
          kind === 'water'
            ? `ACQ${rng.digits(7)}`
            : kind === 'electricity'
              ? `IT999E${rng.digits(8)}`
              : `9999${rng.digits(10)}`,
        ),
        address: second ? { ...home, street: rng.pick(STREETS), number: String(rng.int(1, 90)) } : home,
        since,
        until: rng.chance(0.03) ? `${year}-${two(rng.int(1, 6))}-${two(rng.int(1, 28))}` : null,
      });
    });
  }
  return { customers, identities, positions };
}

function mailDomain(rng: Random): string {
  return rng.weighted(['example.org', 'example.com', 'example.net'], (d) => (d === 'example.com' ? 5 : 3));
}

function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim()
    .replace(/ +/g, '.');
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
