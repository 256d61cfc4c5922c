import {
  bookAlone,
  cancelAlone,
  daysFree,
  moveAlone,
  nextAppointment,
  officesToBook,
  subjectsToBook,
  timesFree,
  type Alone,
  type OwnAppointment,
} from '#server/offices/index.ts';
import type { FlowAct, FlowLookup } from '#server/flows/index.ts';
import { part, text } from './flow-part.ts';

// Appointments in self-service flows: what there is to choose from, the customer's own, and what can be done with it.

const choices = (what: [it: string, en: string]): Record<string, [it: string, en: string]> => ({
  choices: what,
  count: ['Quante sono', 'How many there are'],
});
const listed = (list: { value: string; label: string }[]) =>
  list.length === 0
    ? null
    : { choices: list.map(({ value, label }) => ({ value, label })), count: list.length };
const gives: Record<string, [it: string, en: string]> = {
  id: ['L’appuntamento, per spostarlo o annullarlo', 'The appointment, to move or cancel it'],
  number: ['Numero', 'Number'],
  when: ['Giorno e ora, in parole', 'Day and time, in words'],
  start: ['Inizio (data, ora)', 'Begin (date, time)'],
  office: ['Ufficio', 'Office'],
  address: ['Indirizzo', 'Address'],
  subject: ['Per che cosa (value, label)', 'What for (value, label)'],
};
const given = ({ id, number, when, start, office, address, subject }: OwnAppointment) => ({
  id,
  number,
  when,
  start,
  office,
  address,
  subject: { value: subject.value, label: subject.label },
  why: null,
});
const nothing = {
  id: null,
  number: null,
  when: null,
  start: null,
  office: null,
  address: null,
  subject: null,
};
const answered = (result: Alone) =>
  'done' in result
    ? { result: 'done' as const, value: given(result.done) }
    : { result: 'refused' as const, value: { ...nothing, why: result.refused } };
const why: Record<string, [it: string, en: string]> = {
  ...gives,
  why: [
    'Perché è rifiutato: slot_taken, too_many_appointments, appointment_over',
    'Why it is refused: slot_taken, too_many_appointments, appointment_over',
  ],
};
const subject: [boolean, string, string] = [
  true,
  'Per che cosa: il valore di una scelta tra i motivi',
  'What for: the value of a choice among the subjects',
];
const except: [boolean, string, string] = [
  false,
  'L’appuntamento da spostare: la sua ora conta come libera',
  'The appointment to be moved: its time counts as free',
];
const start: [boolean, string, string] = [
  true,
  'L’ora: il valore di una scelta tra gli orari liberi',
  'The time: the value of a choice among the free times',
];
const whichOne: [boolean, string, string] = [
  true,
  'L’appuntamento del cliente (id)',
  'The appointment of the customer (id)',
];
const startOf = (value: unknown): Date => {
  const at = new Date(text(value) ?? '');
  if (Number.isNaN(at.getTime())) throw new Error('no time');
  return at;
};

export const appointmentLookups: FlowLookup[] = [
  {
    part: part(
      'appointment',
      ['Appuntamento', 'Appointment'],
      ['Il prossimo appuntamento del cliente', 'The next appointment of the customer'],
      {},
      gives,
    ),
    async look(tx, ctx, { customerId, language }) {
      const found = await nextAppointment(tx, ctx, customerId!, language);
      if (found === null) return null;
      const { why: _why, ...rest } = given(found);
      return rest;
    },
  },
  {
    part: part(
      'appointment_offices',
      ['Uffici dove prenotare', 'Offices to book at'],
      ['Gli uffici dove i clienti prenotano da soli', 'The offices where customers book on their own'],
      {},
      choices(['Uffici, da far scegliere', 'Offices to choose from']),
      false,
    ),
    look: async (tx) => listed(await officesToBook(tx)),
  },
  {
    part: part(
      'appointment_subjects',
      ['Motivi da prenotare', 'What can be booked'],
      ['Per che cosa si prenota in un ufficio', 'What can be booked at an office'],
      {
        office: [
          true,
          'L’ufficio: il valore di una scelta tra gli uffici',
          'The office: the value of a choice among the offices',
        ],
      },
      choices(['Motivi, da far scegliere', 'Subjects to choose from']),
      false,
    ),
    look: async (tx, _ctx, { given: { office }, language }) =>
      listed(await subjectsToBook(tx, text(office) ?? '', language)),
  },
  {
    part: part(
      'appointment_days',
      ['Giorni liberi', 'Free days'],
      ['I giorni con un orario libero', 'The days with a free time'],
      { subject, appointment: except },
      choices(['Giorni, da far scegliere', 'Days to choose from']),
      false,
    ),
    look: async (tx, ctx, { given: values, language }) =>
      listed(
        await daysFree(tx, ctx, {
          bookable: text(values['subject']) ?? '',
          language,
          except: text(values['appointment']),
        }),
      ),
  },
  {
    part: part(
      'appointment_times',
      ['Orari liberi', 'Free times'],
      ['Gli orari liberi di un giorno', 'The free times of a day'],
      {
        subject,
        day: [
          true,
          'Il giorno: il valore di una scelta tra i giorni',
          'The day: the value of a choice among the days',
        ],
        appointment: except,
      },
      choices(['Orari, da far scegliere', 'Times to choose from']),
      false,
    ),
    look: async (tx, ctx, { given: values, language }) =>
      listed(
        await timesFree(tx, ctx, {
          bookable: text(values['subject']) ?? '',
          day: text(values['day']) ?? '',
          language,
          except: text(values['appointment']),
        }),
      ),
  },
];

export const appointmentActs: FlowAct[] = [
  {
    part: part(
      'book_appointment',
      ['Prenota un appuntamento', 'Book an appointment'],
      [
        'Un orario libero per il cliente, che ne riceve conferma; rifiutato se intanto l’ha preso un altro, o se il cliente ne ha già tre',
        'A free time for the customer, who gets a confirmation; refused where another has taken it meanwhile, or the customer has three',
      ],
      {
        subject,
        start,
        note: [false, 'Una nota per lo sportello', 'A note for the counter'],
      },
      why,
    ),
    async do(tx, ctx, { given: values, customerId, language, channel }) {
      return answered(
        await bookAlone(tx, ctx, {
          customer: customerId!,
          bookable: text(values['subject']) ?? '',
          start: startOf(values['start']),
          note: (text(values['note']) ?? '').slice(0, 2000),
          via: channel,
          language,
        }),
      );
    },
  },
  {
    part: part(
      'move_appointment',
      ['Sposta un appuntamento', 'Move an appointment'],
      [
        'L’appuntamento del cliente a un altro orario libero, per lo stesso motivo',
        'The appointment of the customer to another free time, for the same subject',
      ],
      { appointment: whichOne, start },
      why,
    ),
    async do(tx, ctx, { given: values, customerId, language }) {
      return answered(
        await moveAlone(tx, ctx, {
          customer: customerId!,
          id: text(values['appointment']) ?? '',
          start: startOf(values['start']),
          language,
        }),
      );
    },
  },
  {
    part: part(
      'cancel_appointment',
      ['Annulla un appuntamento', 'Cancel an appointment'],
      [
        'L’appuntamento del cliente; l’orario torna libero',
        'The appointment of the customer; its time is free again',
      ],
      { appointment: whichOne },
      why,
    ),
    async do(tx, ctx, { given: values, customerId, language }) {
      return answered(
        await cancelAlone(tx, ctx, {
          customer: customerId!,
          id: text(values['appointment']) ?? '',
          language,
        }),
      );
    },
  },
];
