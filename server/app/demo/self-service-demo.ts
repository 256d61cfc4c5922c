import { pinHash } from '#server/customers/index.ts';
import type { DemoCustomer, DemoOrganisation, DemoPosition } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// What self-service reads and writes: bills, readings, PINs, cards, and two faults that the water team knows of.

const DAY = 86_400_000;
const json = (value: unknown): string => JSON.stringify(value);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const cents = (amount: number): number => Math.round(amount * 100) / 100;

const tariffs = {
  water: {
    unit: 'm³',
    price: 1.85,
    fixed: 14.4,
    perQuarter: [12, 48],
    it: 'Consumo di acqua',
    en: 'Water used',
  },
  electricity: { unit: 'kWh', price: 0.27, fixed: 21.9, perQuarter: [320, 950], it: 'Energia', en: 'Energy' },
  gas: {
    unit: 'Smc',
    price: 1.12,
    fixed: 18.6,
    perQuarter: [40, 310],
    it: 'Gas naturale',
    en: 'Natural gas',
  },
} as const;

/** The PIN of a customer of the demo: the last five digits of their number. */
export const demoPin = (number: string): string => number.slice(-5);

/** The rows of self-service, to be written after customers and positions. */
export function selfServiceRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  positions: readonly DemoPosition[],
  now: Date,
  secret: string,
): Filled[] {
  const rng = random('self-service');
  const service = organisation.services.find((one) => one.key === 'clienti')!.id;
  const bills: Row[] = [];
  const readings: Row[] = [];
  let number = 26_000_001;
  for (const position of positions) {
    if (position.until !== null) continue;
    const tariff = tariffs[position.kind];
    let meter = rng.int(200, 4000);
    const last = now.getTime() - rng.int(8, 50) * DAY;
    for (let quarter = 3; quarter >= 1; quarter -= 1) {
      const to = last - (quarter - 1) * 91 * DAY - 20 * DAY;
      const used = rng.int(tariff.perQuarter[0], tariff.perQuarter[1]);
      const energy = cents(used * tariff.price);
      const vat = cents((energy + tariff.fixed) * 0.1);
      const issued = to + 20 * DAY;
      meter += used;
      bills.push({
        id: rng.uuid(),
        position_id: position.id,
        number: String(number++),
        issued_on: dayOf(issued),
        due_on: dayOf(issued + 30 * DAY),
        period_from: dayOf(to - 91 * DAY),
        period_to: dayOf(to),
        amount: cents(energy + tariff.fixed + vat),
        paid_on:
          quarter > 1 || rng.chance(0.55)
            ? dayOf(Math.min(issued + rng.int(3, 28) * DAY, now.getTime()))
            : null,
        consumption: used,
        unit: tariff.unit,
        lines: json([
          { name: { it: tariff.it, en: tariff.en }, amount: energy },
          { name: { it: 'Quota fissa', en: 'Fixed charge' }, amount: tariff.fixed },
          { name: { it: 'IVA 10 %', en: 'VAT 10 %' }, amount: vat },
        ]),
      });
      readings.push({
        id: rng.uuid(),
        position_id: position.id,
        value: meter,
        read_on: dayOf(to),
        origin: rng.chance(0.3) ? 'estimate' : 'staff',
        received_at: new Date(to),
        channel: '',
      });
    }
  }
  const cards = customers
    .filter(({ kind }, index) => kind === 'person' && index % 9 === 0)
    .map((customer) => ({
      id: rng.uuid(),
      customer_id: customer.id,
      kind: 'card',
      code: `TES${rng.digits(8)}`,
      service_id: service,
      address: '',
      state: 'to_activate',
      since: dayOf(now.getTime() - 5 * DAY),
      details: json({}),
    }));
  const outage = (
    kind: string,
    area: string,
    street: string | null,
    text: { it: string; en: string },
    from: number,
    to: number,
    planned: boolean,
  ) => ({
    id: rng.uuid(),
    kind,
    area,
    street,
    text: json(text),
    starts_at: new Date(now.getTime() + from * 3_600_000),
    ends_at: new Date(now.getTime() + to * 3_600_000),
    planned,
  });
  return [
    ['customers.position', cards],
    ['customers.bill', bills],
    ['customers.reading', readings],
    [
      'customers.pin',
      customers.map(({ id, number: code }) => ({
        customer_id: id,
        hash: pinHash(secret, id, demoPin(code)),
        changed_at: now,
      })),
    ],
    [
      'customers.outage',
      [
        outage(
          'water',
          'Colle',
          'Via del Mulino',
          {
            it: 'In Via del Mulino manca l’acqua per una rottura della condotta. La squadra è al lavoro e un’autobotte è in Piazza del Mercato.',
            en: 'There is no water in Via del Mulino because of a broken main. The team is at work, and a tank lorry stands in Piazza del Mercato.',
          },
          -3,
          7 * 24,
          false,
        ),
        outage(
          'electricity',
          'Colle',
          'Viale della Repubblica',
          {
            it: 'In Viale della Repubblica la luce è interrotta per lavori programmati sulla cabina.',
            en: 'In Viale della Repubblica the power is off for planned works.',
          },
          -1,
          7 * 24,
          true,
        ),
      ],
    ],
  ];
}
