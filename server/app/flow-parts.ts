import type { FlowLanguage } from '#contract/flow-graph.ts';
import { calendarStanding, openBands } from '#server/calendars/index.ts';
import { caseForCustomer, pageForCustomer } from '#server/cases/index.ts';
import {
  activateCard,
  lastBillOf,
  lastReadingOf,
  outageNow,
  positionsOf,
  takeReading,
} from '#server/customers/index.ts';
import { dayOf, ticketStanding } from '#server/offices/index.ts';
import { estimatesOf, waitAtPlace } from '#server/routing/index.ts';
import { worded, type FlowAct, type FlowLookup } from '#server/flows/index.ts';
import { calendarNamed } from '#server/flows/flows.read.ts';
import { appointmentActs, appointmentLookups } from './flow-appointments.ts';
import { part, text } from './flow-part.ts';

// What self-service flows can look up and do here, with the words by which the designer shows it.

const kinds: [boolean, string, string] = [
  false,
  'Tipo di fornitura: water, electricity, gas; vuoto per tutte',
  'Kind of supply: water, electricity, gas; empty for all',
];
const own = <T>(words: { it: T; en: T }, language: FlowLanguage): T =>
  language === 'it' ? words.it : words.en;

const statusWords: Record<
  FlowLanguage,
  [open: string, progress: string, waiting: string, solved: string, closed: string]
> = {
  it: ['aperta', 'in lavorazione', 'in attesa di una risposta', 'risolta', 'chiusa'],
  en: ['open', 'being worked on', 'waiting for an answer', 'solved', 'closed'],
  fr: ['ouvert', 'en cours de traitement', 'en attente d’une réponse', 'résolu', 'clos'],
  de: ['offen', 'in Bearbeitung', 'wartet auf eine Antwort', 'gelöst', 'abgeschlossen'],
  es: ['abierto', 'en tramitación', 'a la espera de respuesta', 'resuelto', 'cerrado'],
  ar: ['مفتوح', 'قيد المعالجة', 'بانتظار جواب', 'تم الحل', 'مغلق'],
  pl: ['otwarta', 'w toku', 'oczekuje na odpowiedź', 'rozwiązana', 'zamknięta'],
  ru: ['открыто', 'в работе', 'ожидает ответа', 'решено', 'закрыто'],
  ro: ['deschis', 'în lucru', 'în așteptarea unui răspuns', 'rezolvat', 'închis'],
};
const statuses = ['open', 'in_progress', 'waiting', 'solved', 'closed'] as const;

export const flowLookups: FlowLookup[] = [
  ...appointmentLookups,
  {
    part: part(
      'position',
      ['Fornitura', 'Supply'],
      [
        'La prima fornitura attiva del cliente, con l’ultima lettura',
        'The first active supply of the customer, with its last reading',
      ],
      { kind: kinds },
      {
        code: ['Codice della fornitura', 'Code of the supply'],
        kind: ['Tipo', 'Kind'],
        address: ['Indirizzo', 'Address'],
        state: ['Stato', 'State'],
        count: ['Quante ne ha', 'How many there are'],
        last_reading: ['Ultima lettura', 'Last reading'],
        last_reading_on: ['Data dell’ultima lettura', 'Day of the last reading'],
      },
    ),
    async look(tx, _ctx, { given, customerId }) {
      const positions = await positionsOf(tx, customerId!, text(given['kind']));
      const first = positions[0];
      if (first === undefined) return null;
      const reading = await lastReadingOf(tx, first.id);
      return {
        code: first.code,
        kind: first.kind,
        address: first.address,
        state: first.state,
        count: positions.length,
        last_reading: reading?.value ?? null,
        last_reading_on: reading?.readOn ?? null,
      };
    },
  },
  {
    part: part(
      'bill',
      ['Bolletta', 'Bill'],
      ['L’ultima bolletta del cliente, voce per voce', 'The last bill of the customer, line by line'],
      { kind: kinds },
      {
        number: ['Numero', 'Number'],
        amount: ['Importo', 'Amount'],
        issued: ['Data di emissione', 'Day of issue'],
        due: ['Scadenza', 'Due day'],
        paid: ['Pagata (sì o no)', 'Paid or not'],
        open: ['Quanto resta da pagare in tutto', 'What is open in all'],
        period_from: ['Inizio del periodo', 'Begin of the period'],
        period_to: ['Fine del periodo', 'End of the period'],
        consumption: ['Consumo', 'Consumption'],
        unit: ['Unità', 'Unit'],
        lines: ['Voci, una per una', 'Lines, one by one'],
        previous: ['Importo della bolletta precedente', 'Amount of the bill before'],
        difference: ['Differenza dalla precedente', 'Difference from the one before'],
        kind: ['Tipo di fornitura', 'Kind of supply'],
        code: ['Codice della fornitura', 'Code of the supply'],
        address: ['Indirizzo', 'Address'],
      },
    ),
    async look(tx, _ctx, { given, customerId, language }) {
      const found = await lastBillOf(tx, customerId!, text(given['kind']));
      if (found === null) return null;
      const { bill, open } = found;
      const difference = bill.previousAmount === null ? null : bill.amount - bill.previousAmount;
      return {
        number: bill.number,
        amount: bill.amount,
        issued: bill.issuedOn,
        due: bill.dueOn,
        paid: bill.paidOn !== null,
        open,
        period_from: bill.periodFrom,
        period_to: bill.periodTo,
        consumption: bill.consumption,
        unit: bill.unit,
        lines: bill.lines.map(
          ({ name, amount }) => `${own(name, language)}: ${worded(amount, 'amount', language, false)}`,
        ),
        previous: bill.previousAmount,
        difference: difference === null ? null : Math.round(difference * 100) / 100,
        kind: bill.kind,
        code: bill.code,
        address: bill.address,
      };
    },
  },
  {
    part: part(
      'case',
      ['Pratica', 'Case'],
      [
        'Una pratica del cliente per numero, o l’ultima',
        'A case of the customer by its number, or the last one',
      ],
      { number: [false, 'Numero della pratica', 'Number of the case'] },
      {
        number: ['Numero', 'Number'],
        subject: ['Oggetto', 'Subject'],
        status: ['Stato (codice)', 'Status (code)'],
        status_text: ['Stato in parole', 'Status in words'],
        opened: ['Aperta il', 'Opened on'],
        closed: ['Chiusa il', 'Closed on'],
        resolution: ['Esito', 'Resolution'],
        open_count: ['Pratiche aperte', 'Open cases'],
        link: ['Link alla pagina del cliente', 'Link to the customer’s page'],
      },
    ),
    async look(tx, ctx, { given, customerId, language }) {
      const found = await caseForCustomer(tx, customerId!, text(given['number']));
      if (found === null) return null;
      return {
        number: found.number,
        subject: found.subject,
        status: found.status,
        status_text: statusWords[language][statuses.indexOf(found.status)]!,
        opened: found.openedAt.toISOString(),
        closed: found.closedAt?.toISOString() ?? null,
        resolution: found.resolution,
        open_count: found.open,
        link: await pageForCustomer(tx, ctx, found.id, customerId!),
      };
    },
  },
  {
    part: part(
      'outage',
      ['Guasto in zona', 'Outage in the area'],
      [
        'Un guasto o un lavoro noto: nel luogo indicato, o dove il cliente ha le forniture',
        'A known fault or work: at the place named, or where the customer has supplies',
      ],
      { place: [false, 'Via o paese', 'Street or town'] },
      {
        text: ['Che cosa si sa', 'What is known'],
        kind: ['Tipo', 'Kind'],
        since: ['Da quando', 'Since when'],
        until: ['Fino a quando si prevede', 'Until when it is expected'],
        planned: ['Lavori programmati (sì o no)', 'Planned works or not'],
      },
      false,
    ),
    async look(tx, ctx, { given, customerId, language }) {
      const found = await outageNow(tx, ctx.clock.now(), { customerId, place: text(given['place']) });
      return found === null
        ? null
        : {
            text: own(found.text, language),
            kind: found.kind,
            since: found.startsAt.toISOString(),
            until: found.endsAt?.toISOString() ?? null,
            planned: found.planned,
          };
    },
  },
  {
    part: part(
      'opening',
      ['Orari', 'Opening hours'],
      ['Quando apre e chiude un calendario', 'When a calendar opens and closes'],
      { calendar: [true, 'Nome del calendario', 'Name of the calendar'] },
      {
        open: ['Aperto adesso (sì o no)', 'Open now or not'],
        today: ['Orario di oggi', 'Hours of today'],
        next: ['Prossima apertura', 'Next opening'],
        until: ['Chiude alle', 'Closes at'],
        week: ['Orario della settimana', 'Hours of the week'],
      },
      false,
    ),
    async look(tx, ctx, { given, language }) {
      const id = await calendarNamed(tx, text(given['calendar']) ?? '');
      if (id === null) return null;
      const now = ctx.clock.now();
      const [standing, bands] = [await calendarStanding(tx, id, now), await openBands(tx, id, now)];
      const days = new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : language, {
        weekday: 'long',
        timeZone: 'UTC',
      });
      // 5 January 2026 is a Monday.
      const dayName = (weekday: number) => days.format(new Date(Date.UTC(2026, 0, 4 + weekday)));
      const hours = (list: readonly { opens: string; closes: string }[]) =>
        list.map(({ opens, closes }) => `${opens}–${closes}`).join(', ');
      return {
        open: standing.open,
        today: hours(bands.today),
        next: standing.nextOpening,
        until: standing.nextClosing,
        week: bands.week.map(({ weekday, bands: list }) => `${dayName(weekday)} ${hours(list)}`),
      };
    },
  },
  {
    part: part(
      'ticket',
      ['Numero allo sportello', 'Ticket at the front desk'],
      [
        'A che punto è un numero di oggi: quanti ha davanti, l’attesa stimata, o a quale sportello è chiamato',
        'How it stands with a ticket of today: how many are before it, the estimated wait, or the counter that calls it',
      ],
      { number: [true, 'Il numero del biglietto', 'The number on the ticket'] },
      {
        number: ['Numero', 'Number'],
        state: ['waiting, called o over', 'waiting, called or over'],
        queue: ['Coda', 'Queue'],
        ahead: ['Quanti ha davanti', 'How many are before it'],
        minutes: ['Minuti di attesa stimati', 'Estimated minutes to wait'],
        counter: ['Sportello che lo chiama', 'Counter that calls it'],
      },
      false,
    ),
    async look(tx, ctx, { given }) {
      const found = await ticketStanding(tx, await dayOf(tx, ctx.clock.now()), text(given['number']) ?? '');
      if (found === null) return null;
      const estimate = (await estimatesOf({ ...ctx, db: tx }, [found.queueId])).find(
        (one) => one.queueId === found.queueId && one.channel === 'desk',
      );
      const seconds = found.state === 'waiting' ? waitAtPlace(estimate, found.ahead + 1) : null;
      return {
        number: found.ticket,
        state: found.state,
        queue: found.queue,
        ahead: found.ahead,
        minutes: seconds === null ? null : Math.max(1, Math.round(seconds / 60)),
        counter: found.counter,
      };
    },
  },
];

const dayIn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });
export const flowActs: FlowAct[] = [
  ...appointmentActs,
  {
    part: part(
      'reading',
      ['Registra una lettura', 'Take a meter reading'],
      [
        'Per la prima fornitura attiva; rifiutata se è più bassa della precedente o troppo alta',
        'For the first active supply; refused when it is below the last one, or too high',
      ],
      {
        value: [true, 'La lettura', 'The reading'],
        kind: [true, 'water, electricity o gas', 'water, electricity or gas'],
      },
      {
        consumption: ['Consumo dalla lettura precedente', 'Consumption since the reading before'],
        last: ['Lettura precedente', 'The reading before'],
        why: ['Perché è rifiutata: lower, high, no_position', 'Why it is refused: lower, high, no_position'],
        code: ['Codice della fornitura', 'Code of the supply'],
      },
    ),
    async do(tx, ctx, { given, customerId, channel }) {
      const value = Number(given['value']);
      if (!Number.isInteger(value) || value < 0 || value > 999_999_999) throw new Error('no reading');
      const taken = await takeReading(tx, ctx, {
        customerId: customerId!,
        kind: text(given['kind']) ?? 'water',
        value,
        today: dayIn.format(ctx.clock.now()),
        channel,
      });
      return taken.ok
        ? {
            result: 'done',
            value: { consumption: taken.consumption, last: taken.last, code: taken.code, why: null },
          }
        : { result: 'refused', value: { consumption: null, last: taken.last, code: null, why: taken.why } };
    },
  },
  {
    part: part(
      'card',
      ['Attiva una tessera', 'Activate a card'],
      [
        'Una tessera del cliente che aspetta di essere attivata',
        'A card of the customer that waits for its activation',
      ],
      { digits: [true, 'Le ultime cifre del numero, almeno 4', 'The last digits of its number, 4 at least'] },
      { code: ['Numero della tessera', 'Number of the card'] },
    ),
    async do(tx, ctx, { given, customerId }) {
      const code = await activateCard(tx, ctx, {
        customerId: customerId!,
        digits: text(given['digits']) ?? '',
      });
      return code === null
        ? { result: 'refused', value: { code: null } }
        : { result: 'done', value: { code } };
    },
  },
];
