import type { FieldValues } from '#contract/case-types.ts';
import type { Random } from './random.ts';
import type { CaseType } from './shapes.ts';

// What the cases of the demo hold in the fields of their types. Everything is invented; what looks like an account or a fiscal
// code is none.

interface Wish {
  rng: Random;
  openedAt: Date;
  subject: string;
}
/** By state: what is filled in when the case comes there; '' from its opening on. */
export type FieldsByState = Partial<Record<string, (at: Date) => FieldValues>>;

const DAY = 86_400_000;
const NAMES = ['Nora Fontechiara', 'Ivo Collelungo', 'Dina Acquarossa', 'Elio Montebello', 'Vera Ripalta'];
const STREETS = [
  'via Mazzini',
  'via della Fonte',
  'piazza del Mercato',
  'via del Mulino',
  'largo della Pace',
];

export function fieldsOf(type: CaseType, { rng, openedAt, subject }: Wish): FieldsByState {
  const day = (at: Date, days = 0) => new Date(at.getTime() + days * DAY).toISOString().slice(0, 10);
  const before = (from: number, to: number) => day(openedAt, -rng.int(from, to));
  const street = /\b(?:via|viale|piazza|largo|corso|vicolo) [\p{L}' ]+/iu.exec(subject)?.[0].trim();
  const place = `${street ?? rng.pick(STREETS)}, ${rng.int(1, 140)}`;
  const invoice = () => /\d{4}\/\d{4,}/.exec(subject)?.[0] ?? `${openedAt.getFullYear()}/${rng.digits(6)}`;
  const euro = (from: number, to: number) => rng.int(from * 100, to * 100) / 100;
  // No country's: nothing can ever be paid to it.
  const account = `XX00${rng.digits(20)}`;
  const reading = rng.int(120, 4200);
  switch (type) {
    case 'information':
      return { '': () => ({ about: rng.pick(['service', 'prices', 'contract', 'other']) }) };
    case 'orientation':
      return {
        '': (): FieldValues =>
          rng.chance(0.3)
            ? { need: 'desk', sent_to: 'Sportello di Colle, piazza del Mercato' }
            : { need: rng.pick(['form', 'help']) },
      };
    case 'complaint':
      return {
        '': () => ({
          happened_on: before(1, 12),
          about: rng.pick(['delay', 'behaviour', 'quality', 'bill', 'other']),
          wish: rng.pick([
            'Una risposta scritta con le ragioni.',
            'L’indennizzo previsto dalla Carta dei servizi.',
            'Che non succeda più, e le scuse.',
          ]),
        }),
        solved: () => ({
          outcome: rng.pick(['founded', 'partly', 'unfounded']),
          assessment: 'Tempi ricostruiti dai contatti: la prima risposta è arrivata tardi.',
        }),
      };
    case 'billing_rectification': {
      const why = rng.pick(['reading', 'tariff', 'holder', 'other']);
      const paid = rng.chance(0.3);
      const disputed = euro(40, 480);
      return {
        '': () => ({
          invoice: invoice(),
          why,
          ...(why === 'reading' ? { reading, read_on: before(2, 20) } : {}),
          disputed_amount: disputed,
          paid,
          ...(paid ? { iban: account } : {}),
        }),
        proposed: () => ({ outcome: 'partly', corrected_amount: Math.round(disputed * 60) / 100 }),
        closed: () => ({ outcome: 'unfounded' }),
      };
    }
    case 'double_billing': {
      const paid = rng.pick(['none', 'one', 'both']);
      const transfer = paid === 'both' && rng.chance(0.5);
      return {
        '': () => ({
          first_invoice: invoice(),
          second_invoice: `${openedAt.getFullYear()}/${rng.digits(6)}`,
          period_from: day(openedAt, -90),
          period_to: day(openedAt, -30),
          paid,
        }),
        cancelled: () => ({
          ...(paid === 'both' ? { refund_by: transfer ? 'transfer' : 'next_bill' } : {}),
          ...(transfer ? { iban: account } : {}),
        }),
      };
    }
    case 'collection_suspension': {
      const why = rng.pick(['paid', 'disputed', 'instalments', 'hardship']);
      return {
        '': () => ({
          notice_number: `S${rng.digits(7)}`,
          amount: euro(35, 900),
          why,
          ...(why === 'paid' ? { paid_on: before(3, 25) } : {}),
          ...(why === 'hardship' ? { hardship_note: 'Nucleo seguito dai servizi sociali.' } : {}),
        }),
        suspended: (at) => ({ until: day(at, 60) }),
      };
    }
    case 'document_duplicate':
      return {
        '': () => ({
          document: rng.pick(['bill', 'contract', 'receipt', 'statement']),
          reference: invoice(),
        }),
        sent: (at) => ({ official_address: rng.pick(['pec', 'residence']), sent_on: day(at) }),
      };
    case 'fault_report': {
      const what = /torbida|limpida|odore|bere/i.test(subject)
        ? 'dirty_water'
        : /pression|poca acqua/i.test(subject)
          ? 'low_pressure'
          : /perdita|sulla strada/i.test(subject)
            ? 'leak'
            : 'no_water';
      const danger = what === 'leak' && rng.chance(0.15);
      return {
        '': () => ({
          place,
          what,
          danger,
          ...(danger ? { danger_note: 'Acqua sulla carreggiata, di notte si ghiaccia.' } : {}),
          ...(what === 'no_water' || what === 'low_pressure'
            ? { people: rng.pick(['one', 'building', 'area', 'sensitive']) }
            : {}),
        }),
        on_site: (at) => ({ arrived_on: day(at) }),
        repaired: () => ({ cause: rng.pick(['pipe', 'pipe', 'connection', 'third_party']) }),
      };
    }
    case 'holder_change': {
      const why = rng.pick(['sale', 'rent', 'inheritance', 'separation']);
      return {
        '': () => ({
          new_holder: rng.pick(NAMES),
          // The form of a fiscal code, of nobody.
          fiscal_code: `XXXXXX${rng.digits(2)}X${rng.digits(2)}X${rng.digits(3)}X`,
          why,
          from_on: day(openedAt, rng.int(-10, 20)),
          ...(why === 'inheritance' ? { death_on: before(20, 80) } : {}),
          debts: rng.chance(0.1),
        }),
        registered: (at) => ({ reading, read_on: day(at, -1) }),
      };
    }
    case 'meter_reading':
      return {
        '': () => ({
          meter: `M${rng.digits(7)}`,
          reading,
          read_on: before(0, 4),
          expected: reading - rng.int(-60, 40),
        }),
        registered: () => ({ accepted: true }),
      };
    case 'smart_card_activation':
      return {
        '': () => ({ card: rng.digits(12), where: rng.pick(['office', 'post']) }),
        active: (at) => ({ identity: rng.pick(['id_card', 'spid', 'known']), active_on: day(at) }),
      };
    case 'water_analysis': {
      const kind = rng.pick(['basic', 'basic', 'advanced', 'complete']);
      return {
        '': () => ({
          kind,
          address: place,
          ...(kind === 'complete' ? { parameters: ['metals', 'pesticides'] } : {}),
          why: 'Acqua usata per un neonato.',
        }),
        appointment: (at) => ({
          ...(kind === 'basic' ? {} : { price_accepted: true }),
          sample_on: day(at, rng.int(1, 3)),
        }),
        laboratory: () => ({ sample_code: `L${rng.digits(6)}` }),
        report: () => ({ conform: rng.chance(0.95) }),
      };
    }
    case 'water_saving_kit': {
      const delivery = rng.pick(['office', 'post']);
      return {
        '': () => ({
          people: rng.int(1, 5),
          taps: rng.int(2, 6),
          delivery,
          ...(delivery === 'post' ? { address: place } : {}),
        }),
        delivered: (at) => ({ delivered_on: day(at) }),
      };
    }
  }
}
