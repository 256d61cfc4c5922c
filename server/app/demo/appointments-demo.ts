import { dayOf, openingsOn } from '#server/calendars/hours.rules.ts';
import type { DemoCustomer, DemoOrganisation } from './index.ts';
import { houseOf } from './house-work-demo.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// The office of the demo organisation: what can be booked there, and who has booked something around today.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const json = (value: unknown): string => JSON.stringify(value);

const BOOKABLES = [
  {
    minutes: 20,
    capacity: 1,
    name: {
      it: 'Voltura o subentro',
      en: 'Change of name',
      fr: 'Changement de titulaire',
      de: 'Ummeldung',
      es: 'Cambio de titular',
      ar: 'تغيير اسم المشترك',
      pl: 'Zmiana odbiorcy',
      ru: 'Смена абонента',
      ro: 'Schimbarea titularului',
    },
    bring: {
      it: 'un documento, il codice fiscale e la lettura del contatore',
      en: 'an identity card, the tax code and the reading of the meter',
    },
    notes: ['Affitto dal primo del mese.', 'Eredità: porta l’atto.', ''],
  },
  {
    minutes: 20,
    capacity: 2,
    name: {
      it: 'Bolletta o rateizzazione',
      en: 'A bill, or instalments',
      fr: 'Facture ou échelonnement',
      de: 'Rechnung oder Ratenzahlung',
      es: 'Factura o plazos',
      ar: 'الفاتورة أو التقسيط',
      pl: 'Rachunek lub raty',
      ru: 'Счёт или рассрочка',
      ro: 'Factură sau rate',
    },
    bring: { it: 'le ultime bollette', en: 'your last bills' },
    notes: ['Chiede quante rate può avere.', '', ''],
  },
  {
    minutes: 30,
    capacity: 1,
    name: {
      it: 'Nuovo allaccio',
      en: 'New connection',
      fr: 'Nouveau raccordement',
      de: 'Neuanschluss',
      es: 'Nueva acometida',
      ar: 'توصيل جديد',
      pl: 'Nowe przyłącze',
      ru: 'Новое подключение',
      ro: 'Branșament nou',
    },
    bring: { it: 'la planimetria e un documento', en: 'the plan of the house and an identity card' },
    notes: ['Casa in costruzione in via dei Mulini.', ''],
  },
  {
    minutes: 30,
    capacity: 1,
    name: {
      it: 'Reclamo',
      en: 'Complaint',
      fr: 'Réclamation',
      de: 'Beschwerde',
      es: 'Reclamación',
      ar: 'شكوى',
      pl: 'Reklamacja',
      ru: 'Жалоба',
      ro: 'Reclamație',
    },
    bring: {},
    notes: ['', 'Vuole una copia protocollata.'],
  },
];

/** The rows of the office and of its appointments, to be written after customers. */
export function appointmentRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  now: Date,
): Filled[] {
  const rng = random('appointments');
  const calendar = organisation.calendars.find(({ key }) => key === 'uffici')!;
  const clerk = organisation.staff.find(({ key }) => key === 'marta')!;
  const office = rng.uuid();
  const bookables = BOOKABLES.map((one) => ({ ...one, id: rng.uuid() }));
  const numbers = new Set<string>();
  const appointments: Row[] = [];
  for (let shift = -3; shift <= 8; shift += 1) {
    const day = dayOf(calendar.hours, now.getTime() + shift * DAY);
    for (const { from, to } of openingsOn(calendar.hours, day)) {
      // One counter after the other: what is booked at one never overlaps.
      for (let counter = 0; counter < 2; counter += 1) {
        // Each subject at one of the counters, so that none is booked more often at once than it may be.
        const mine = bookables.filter((_, index) => index % 2 === counter);
        for (let at = from.getTime(); at < to.getTime();) {
          const one = rng.pick(mine);
          const start =
            from.getTime() + Math.ceil((at - from.getTime()) / (one.minutes * MINUTE)) * one.minutes * MINUTE;
          const end = start + one.minutes * MINUTE;
          at = end;
          if (end > to.getTime() || rng.chance(shift > 2 ? 0.85 : 0.6)) continue;
          appointments.push(appointment(one, start, end, shift));
        }
      }
    }
  }
  return [
    [
      'offices.office',
      [
        {
          id: office,
          code: 'colle',
          name: 'Sportello di Colle',
          address: 'Piazza del Mercato 1',
          calendar_id: calendar.id,
          queue_id: houseOf().counter,
          counters: 3,
        },
      ],
    ],
    [
      'offices.bookable',
      bookables.map(({ id, name, bring, minutes, capacity }, place) => ({
        id,
        office_id: office,
        place,
        name: json(name),
        bring: json(bring),
        minutes,
        capacity,
        days_ahead: 30,
        notice_minutes: 120,
      })),
    ],
    ['offices.appointment', appointments],
  ];

  function appointment(one: (typeof bookables)[number], start: number, end: number, shift: number): Row {
    const customer = rng.pick(customers);
    const over = end < now.getTime();
    const cancelled = rng.chance(0.07);
    const missed = over && rng.chance(0.1);
    const state = cancelled ? 'cancelled' : missed ? 'missed' : over ? 'served' : 'booked';
    const online = rng.chance(0.4);
    const booked = Math.min(start, now.getTime()) - rng.int(1, 9) * DAY - rng.int(0, 300) * MINUTE;
    let number = '';
    do number = String(rng.int(100_000, 999_999));
    while (numbers.has(number));
    numbers.add(number);
    const name = customer.companyName ?? `${customer.name} ${customer.surname}`;
    return {
      id: rng.uuid(),
      number,
      office_id: office,
      bookable_id: one.id,
      customer_id: customer.id,
      name,
      starts_at: new Date(start),
      ends_at: new Date(end),
      state,
      via: online ? rng.pick(['portal', 'phone', 'chat']) : rng.pick(['phone', 'phone', 'desk', 'email']),
      online,
      language: customer.language,
      note: rng.pick(one.notes),
      booked_at: new Date(booked),
      booked_by_name: online ? name : `${clerk.name} ${clerk.surname}`,
      // Who comes tomorrow has been reminded.
      remind_at: state === 'booked' && shift > 2 ? new Date(start - DAY) : null,
      ended_by: cancelled ? 'customer' : null,
      ended_by_name: cancelled ? name : null,
      reason: cancelled ? 'Non può venire' : null,
      ended_at: cancelled ? new Date(Math.min(now.getTime(), booked + DAY)) : over ? new Date(end) : null,
    };
  }
}
