import type { HoursCalendar } from '#server/calendars/hours.rules.ts';
import { addWorkingSeconds } from '#server/calendars/hours.rules.ts';
import type { Random } from './random.ts';
import type { CaseStatus, DemoCase, DemoCaseEvent, DemoContact } from './shapes.ts';
import type { Topic } from './topics.ts';

const WORKING_DAY = 7.5 * 3600;
/** How long cases of a type take, in working days; the others take half a week. */
const LENGTHS: Partial<Record<Topic['type'], number>> = { complaint: 7, holder_change: 2, fault_report: 1.5 };
const TAKEN = [
  'Presa in carico.',
  'Presa in carico, richiesta verifica all’ufficio tecnico.',
  'In carico: controllo documenti.',
  'Presa in carico dopo lettura della corrispondenza.',
];
type Field = 'acqua' | 'energia' | 'bollette' | 'contratti' | 'servizio' | 'reclami';
const NOTES: Record<Field, string[]> = {
  acqua: [
    'Sopralluogo eseguito, in attesa del verbale della squadra.',
    'Sentita la squadra di zona: intervento in programma, tubazione da sostituire per circa due metri.',
    'Prelievo eseguito, risultati attesi dal laboratorio.',
    'Pressione misurata al contatore: da ripetere la sera.',
  ],
  energia: [
    'Il distributore ha confermato la data dell’intervento.',
    'Richiesta inviata al distributore, codice pratica ricevuto.',
    'Verificata la curva dei prelievi degli ultimi tre mesi.',
  ],
  bollette: [
    'Verificate le ultime quattro letture: la stima era troppo alta.',
    'L’ufficio fatturazione conferma il ricalcolo, emissione con il prossimo ciclo.',
    'Controllato il pagamento: accredito presente, abbinato all’utenza sbagliata.',
    'Chiamato il cliente al numero in anagrafica, nessuna risposta. Riprovare domani mattina.',
  ],
  contratti: [
    'Documenti completi. Passo alla registrazione.',
    'Manca la firma sull’ultima pagina del modulo: avvisato il cliente.',
    'Titolo sull’immobile verificato. Lettura di partenza concordata.',
  ],
  servizio: [
    'Profilo verificato, indirizzo aggiornato.',
    'Segnalato ai sistemi informativi, in attesa di esito.',
  ],
  reclami: [
    'Ricostruita la cronologia dei contatti: tre messaggi, una sola risposta.',
    'Chiesta relazione al responsabile dell’ufficio, attesa entro venerdì.',
    'Sentito il cliente: conferma i fatti e chiede risposta scritta.',
    'Verificato il diritto all’indennizzo secondo la Carta dei servizi.',
  ],
};
const WAITING = [
  'Chiesti al cliente i documenti mancanti.',
  'Chiesta al cliente la fotografia del contatore.',
  'In attesa della conferma del cliente sull’appuntamento.',
];
const BACK = ['Documenti ricevuti, la pratica riprende.', 'Il cliente ha risposto, la pratica riprende.'];
const RESOLUTIONS: Record<Field, string[]> = {
  acqua: [
    'Intervento eseguito e verificato.',
    'Verifica conclusa, valori nella norma: inviata spiegazione al cliente.',
    'Riparazione conclusa, servizio regolare.',
  ],
  energia: [
    'Intervento del distributore concluso.',
    'Modifica attiva, confermata dal distributore.',
    'Verifica conclusa: fornitura regolare.',
  ],
  bollette: [
    'Importo corretto, emessa nota di credito.',
    'Piano di pagamento attivato, prospetto inviato.',
    'Verifica conclusa: importo confermato, inviata spiegazione delle voci.',
    'Rimborso disposto.',
  ],
  contratti: [
    'Contratto registrato.',
    'Preventivo inviato e accettato.',
    'Chiusura registrata, bolletta finale in emissione.',
  ],
  servizio: ['Accesso ripristinato e verificato con il cliente.'],
  reclami: [
    'Reclamo fondato: emessa rettifica e accreditato l’indennizzo.',
    'Reclamo non fondato: inviata risposta motivata.',
    'Reclamo fondato: inviate le scuse e la nuova data dell’intervento.',
  ],
};

/** A case made from a contact, with its history up to `now`; `told` are the notices to the customer. */
export interface CaseStory {
  case: DemoCase;
  events: DemoCaseEvent[];
  told: { at: Date; text: string }[];
}

/** Tells the life of a case in the office's hours: opened, taken, perhaps waiting for the customer, solved, closed. */
export function makeCase(
  rng: Random,
  hours: HoursCalendar,
  contact: DemoContact,
  topic: Topic,
  number: string,
  openedAt: Date,
  owner: string,
  now: Date,
): CaseStory {
  const id = rng.uuid();
  const { type } = topic;
  const field = topic.key.split('.')[0] as Field;
  const events: DemoCaseEvent[] = [];
  const told: CaseStory['told'] = [];
  let at = openedAt;
  let status: CaseStatus = 'open';
  let resolution: string | null = null;
  let closedAt: Date | null = null;
  /** Moves on by working time; false when that is after now, and the story ends there. */
  const after = (workingDays: number): boolean => {
    const next = addWorkingSeconds(hours, at, Math.max(60, Math.round(workingDays * WORKING_DAY)));
    if (next === null || next > now) return false;
    at = next;
    return true;
  };
  const write = (kind: DemoCaseEvent['kind'], text: string, next: CaseStatus | null = null): void => {
    events.push({
      id: rng.uuid(),
      case: id,
      kind,
      status: next,
      text,
      staff: kind === 'opened' ? (contact.agent ?? owner) : owner,
      at,
    });
    if (next) status = next;
  };
  const tell = (text: string): void => {
    told.push({ at, text });
    write('message', text);
  };
  const length = rng.logNormal(LENGTHS[type] ?? 3.5, 0.7);
  const waits = rng.chance(0.22);
  write('opened', contact.subject, 'open');
  tell(`abbiamo aperto la pratica ${number} sulla sua richiesta. La informeremo quando sarà conclusa.`);
  story: {
    if (!after(Math.min(1.5, length * 0.15))) break story;
    write('status', rng.pick(TAKEN), 'in_progress');
    if (!after(length * 0.25)) break story;
    if (rng.chance(0.75)) write('note', rng.pick(NOTES[field]));
    if (waits) {
      write('status', rng.pick(WAITING), 'waiting');
      if (!after(rng.logNormal(2, 0.6))) break story;
      write('status', rng.pick(BACK), 'in_progress');
    }
    if (!after(length * 0.6)) break story;
    resolution = rng.pick(RESOLUTIONS[field]);
    write('status', resolution, 'solved');
    if (!after(0.1 + rng.next() * 0.5)) break story;
    write('status', 'Pratica chiusa.', 'closed');
    closedAt = at;
    tell(
      `la pratica ${number} è conclusa. ${resolution} Se l’esito non la soddisfa, può risponderci e la riapriremo.`,
    );
  }
  return {
    case: {
      id,
      number,
      type,
      class: contact.class!,
      status,
      subject: contact.subject,
      customer: contact.customer,
      owner,
      contact: contact.id,
      openedAt,
      closedAt,
      resolution,
    },
    events,
    told,
  };
}
