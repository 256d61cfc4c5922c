import { FOREIGN_TOPICS } from './foreign-topics.ts';
import type { ForeignTopic } from './foreign-topics.ts';
import type { Values } from './phrases.ts';
import { phrase } from './phrases.ts';
import type { Random } from './random.ts';
import type { DemoCustomer, DemoPosition, Language } from './shapes.ts';
import type { Topic } from './topics.ts';

const MONTHS = [
  'gennaio',
  'febbraio',
  'marzo',
  'aprile',
  'maggio',
  'giugno',
  'luglio',
  'agosto',
  'settembre',
  'ottobre',
  'novembre',
  'dicembre',
];
const WEEKDAYS = ['domenica', 'lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato'];
const DAY = 86_400_000;

const GREETINGS =
  '{Buongiorno|Buongiorno|Salve|Gentile servizio clienti|Spettabile Acque e Luce del Colle|Gentili signori},';
const FAREWELLS =
  '{Cordiali saluti|Distinti saluti|Grazie e cordiali saluti|Resto in attesa di un riscontro. Cordiali saluti|Grazie|Saluti}';
const OPENERS =
  '{|in merito alla sua richiesta, |con riferimento al suo messaggio, |in risposta alla sua richiesta, |}';
const CLOSINGS =
  '{Restiamo a disposizione per ogni chiarimento.|Per altre informazioni può rispondere a questo messaggio.|Se ha bisogno di altro, può rispondere a questa e-mail.|Siamo a disposizione.|}';
const FOLLOW_UPS = [
  '{Faccio seguito al|Torno sul} mio messaggio {di qualche giorno fa|precedente}: {ci sono novità?|vorrei sapere a che punto è la richiesta.|non ho ancora visto cambiamenti.}',
  '{Grazie della risposta.|Ho letto la vostra risposta, grazie.} {Mi resta un dubbio: la scadenza del $data2 è confermata?|Il codice da indicare è $codice?|Devo inviare altro?}',
  'Come {richiesto|indicato}, {invio quanto mancava|trasmetto i dati}: {lettura $lettura|codice $codice|telefono $tel}. {Attendo conferma.|Ditemi se è sufficiente.}',
  '{A oggi il problema non è risolto.|La situazione è la stessa della settimana scorsa.} {Potete verificare di nuovo?|Chiedo un aggiornamento.}',
];
const FOLLOW_UP_REPLIES = [
  'stiamo completando le verifiche e {le daremo un riscontro|riceverà l’esito} entro $giorno2. {Non occorre inviare altro.|La informeremo appena conclusa.}',
  'le confermiamo {quanto già comunicato|i dati ricevuti}: {la scadenza è il $data2|il codice è $codice|non serve altra documentazione}. ',
  'abbiamo sollecitato l’ufficio competente {con il riferimento $protocollo|in data odierna}. {Riceverà un aggiornamento entro $giorno2.|La richiamiamo al $tel appena abbiamo l’esito.}',
];

/** Which kind of position a subject speaks of; null when any will do. */
export function positionKindOf(topic: Topic): DemoPosition['kind'] | null {
  const text = [...topic.subjects, ...topic.asks, ...topic.replies].join(' ');
  if (text.includes('$pdr')) return 'gas';
  if (text.includes('$pod')) return 'electricity';
  return topic.key.startsWith('acqua.') ? 'water' : null;
}

/** The amounts, dates, numbers and codes that the messages of one contact share. `at` in milliseconds. */
export function makeFacts(
  rng: Random,
  at: number,
  customer: DemoCustomer,
  position: DemoPosition,
  pod: string,
  pdr: string,
): Values {
  const past = at - rng.int(6, 45) * DAY;
  const amount = rng.logNormal(118, 0.5);
  const reading = rng.int(240, 4200);
  const hour = new Date(at + 3_600_000).getUTCHours();
  let workday = at + rng.int(2, 6) * DAY;
  while ([0, 6].includes(new Date(workday).getUTCDay())) workday += DAY;
  const started = Math.max(6, hour - rng.int(1, 3));
  return {
    nome: customer.name,
    bolletta: `${new Date(at).getUTCFullYear()}/${rng.digits(6)}`,
    importo: euro(amount),
    importo2: euro(amount * (0.42 + rng.next() * 0.2)),
    data: dayName(past),
    data2: dayName(at + rng.int(8, 30) * DAY),
    giorno: WEEKDAYS[new Date(at - rng.int(1, 5) * DAY).getUTCDay()]!,
    giorno2: `${WEEKDAYS[new Date(workday).getUTCDay()]!} ${new Date(workday).getUTCDate()} ${MONTHS[new Date(workday).getUTCMonth()]!}`,
    mese: MONTHS[new Date(at - rng.int(25, 70) * DAY).getUTCMonth()]!,
    mese2: MONTHS[new Date(at + rng.int(25, 60) * DAY).getUTCMonth()]!,
    ora: `${started}.${rng.pick(['00', '15', '30', '45'])}`,
    ora2: `${Math.min(23, hour + rng.int(2, 5))}.${rng.pick(['00', '30'])}`,
    via: position.address.street[0]!.toLowerCase() + position.address.street.slice(1),
    civico: position.address.number,
    codice: position.code,
    pod,
    pdr,
    lettura: String(reading),
    lettura2: String(reading - rng.int(20, 90)),
    rate: String(rng.int(3, 8)),
    protocollo: `S-${rng.digits(6)}`,
    matricola: rng.digits(8),
    tel: `310 ${rng.digits(3)} ${rng.digits(4)}`,
  };
}

/** The facts of an earlier contact as they are told now: the numbers stay, the days to come move on. */
export function laterFacts(earlier: Values, fresh: Values): Values {
  const { giorno, giorno2, data2, mese2, ora, ora2 } = fresh;
  return { ...earlier, ...({ giorno, giorno2, data2, mese2, ora, ora2 } as Values) };
}

/** What a customer asks and how it is answered, without greetings: the core of mail, form and chat alike. */
export interface Exchange {
  /** The subject written on: a leaf of the classification. Writers in other languages keep to those they have words for. */
  topic: string;
  subject: string;
  ask: string;
  reply: string;
}

/** An exchange on a subject in the language of the writer; `follow` for a second message on the same matter. */
export function writeExchange(
  rng: Random,
  topic: Topic,
  language: Language,
  facts: Values,
  follow: string | null,
): Exchange {
  if (language !== 'it') {
    const list = FOREIGN_TOPICS[language].topics;
    const currency =
      language === 'ar' ? 'يورو' : language === 'en' ? 'euros' : language === 'fr' ? 'euros' : 'euro';
    const said = (key: string): string => facts[key]!.replace('euro', currency);
    const foreign = { ...facts, importo: said('importo'), importo2: said('importo2') };
    const found: ForeignTopic = list.find((t) => t.topic === topic.key) ?? rng.pick(list);
    return {
      topic: found.topic,
      subject: phrase(found.subject, rng, foreign),
      ask: phrase(found.ask, rng, foreign),
      reply: capital(phrase(found.reply, rng, foreign)),
    };
  }
  if (follow !== null) {
    return {
      topic: topic.key,
      subject: follow,
      ask: phrase(rng.pick(FOLLOW_UPS), rng, facts),
      reply: phrase(rng.pick(FOLLOW_UP_REPLIES), rng, facts).trim(),
    };
  }
  const parts = [phrase(rng.pick(topic.asks), rng, facts)];
  for (const detail of rng.shuffle(topic.details))
    if (rng.chance(0.45)) parts.push(phrase(detail, rng, facts));
  return {
    topic: topic.key,
    subject: capital(phrase(rng.pick(topic.subjects), rng, facts)),
    ask: capital(parts.join(' ')).replace(/\ba (?=agosto|aprile|ottobre)/g, 'ad '),
    reply: phrase(rng.pick(topic.replies), rng, facts),
  };
}

/** A customer's e-mail. */
export function mailFrom(rng: Random, customer: DemoCustomer, language: Language, ask: string): string {
  const name = fullName(customer);
  if (language !== 'it') {
    const f = FOREIGN_TOPICS[language];
    return `${phrase(f.greeting, rng, {})}\n\n${ask}\n\n${phrase(f.thanks, rng, {})}\n${name}`;
  }
  const number = rng.chance(0.3) ? `\nCodice cliente ${customer.number}` : '';
  return `${phrase(GREETINGS, rng, {})}\n\n${ask}\n\n${phrase(FAREWELLS, rng, {})}\n${name}${number}`;
}

/** An agent's answer by e-mail, signed with the public name. */
export function mailTo(
  rng: Random,
  customer: DemoCustomer,
  language: Language,
  reply: string,
  signature: string,
): string {
  if (language !== 'it') {
    const f = FOREIGN_TOPICS[language];
    return `${phrase(f.dear, rng, { nome: fullName(customer) })}\n\n${reply}\n\n${f.closing}\n${signature}`;
  }
  // Italian goes on in lower case after the comma of the salutation.
  const body = phrase(OPENERS, rng, {}) + reply;
  const closing = phrase(CLOSINGS, rng, {});
  return `${salutation(customer)},\n\n${body}${closing ? `\n\n${closing}` : ''}\n\n{Cordiali saluti},\n${signature}`.replace(
    '{Cordiali saluti}',
    rng.pick(['Cordiali saluti', 'Distinti saluti', 'Un cordiale saluto']),
  );
}

/** The text of a web form. */
export function formFrom(rng: Random, language: Language, ask: string): string {
  if (language !== 'it' || rng.chance(0.45)) return ask;
  const thanks = rng.chance(0.4) ? ' Grazie.' : '';
  const greeting = rng.pick(['Buongiorno', 'Salve', 'Gentili signori', 'Buongiorno']);
  return rng.chance(0.5)
    ? `${greeting}. ${ask}${thanks}`
    : `${greeting}, ${ask[0]!.toLowerCase()}${ask.slice(1)}${thanks}`;
}

/** A line of chat: who says it and what. The first is the customer's, written while waiting. */
export interface ChatLine {
  by: 'customer' | 'agent';
  text: string;
}

/** A chat from the first line to the last. */
export function chatLines(
  rng: Random,
  customer: DemoCustomer,
  language: Language,
  exchange: Exchange,
  publicName: string,
): ChatLine[] {
  const lines: ChatLine[] = [];
  const customerSays = (text: string): number => lines.push({ by: 'customer', text });
  const agentSays = (text: string): number => lines.push({ by: 'agent', text });
  const reply = capital(exchange.reply);
  if (language !== 'it') {
    const f = FOREIGN_TOPICS[language];
    customerSays(exchange.ask);
    agentSays(phrase(f.dear, rng, { nome: fullName(customer) }));
    agentSays(reply);
    customerSays(phrase(f.thanks, rng, {}));
    return lines;
  }
  const sentences = exchange.ask.split(/(?<=[.?]) /);
  const comma = rng.chance(0.5);
  const first = sentences[0]!;
  const opening = rng.pick(['Buongiorno', 'Salve', 'Buongiorno', 'Buona giornata']);
  customerSays(comma ? `${opening}, ${first[0]!.toLowerCase()}${first.slice(1)}` : `${opening}. ${first}`);
  for (const rest of sentences.slice(1)) customerSays(rest);
  agentSays(
    phrase(
      'Buongiorno, sono $nome {del servizio clienti|e seguo la sua richiesta}. {Verifico subito.|Controllo la posizione.|Un momento, per favore.|Le chiedo qualche istante.}',
      rng,
      { nome: publicName },
    ),
  );
  if (rng.chance(0.6)) {
    const [question, answer] = rng.pick([
      ['Mi indica il codice cliente, per favore?', customer.number],
      ['Per la verifica mi serve il codice cliente, lo trova in alto a destra in bolletta.', customer.number],
      ['Mi conferma l’intestatario della fornitura?', fullName(customer)],
      ['Mi può dare il codice fiscale dell’intestatario?', customer.fiscalCode],
    ] as const);
    agentSays(question);
    customerSays(answer);
    if (rng.chance(0.5))
      agentSays(
        rng.pick([
          'Grazie, attenda per favore.',
          'Grazie. Ancora qualche istante.',
          'Grazie, ho trovato la posizione.',
        ]),
      );
  }
  for (const part of spoken(reply).split(/(?<=[.?]) (?=[A-ZÈ])/)) agentSays(part);
  if (rng.chance(0.45)) {
    const [question, answers] = rng.pick([
      [
        'Capito. Ricevo una conferma per e-mail?',
        ['Sì, entro oggi.', 'Sì, arriva all’indirizzo che abbiamo in anagrafica.'],
      ],
      ['Va bene. Devo fare altro?', ['No, pensiamo noi al resto.', 'No, non serve altro da parte sua.']],
      [
        'E in caso di problemi?',
        [
          'Può riscriverci qui indicando il suo codice cliente.',
          'Può rispondere alla nostra e-mail: resta tutto collegato.',
        ],
      ],
      [
        'Ho capito. Dove lo ritrovo scritto?',
        [
          'La trascrizione di questa chat le arriva per e-mail.',
          'Trova tutto nella sua area clienti, alla voce Richieste.',
        ],
      ],
    ] as const);
    customerSays(question);
    agentSays(rng.pick(answers));
  }
  if (rng.chance(0.85))
    customerSays(
      rng.pick([
        'Grazie.',
        'Va bene, grazie.',
        'Grazie mille, buona giornata.',
        'Ok grazie',
        'La ringrazio.',
        'Tutto chiaro, grazie.',
        'Grazie, molto gentile.',
      ]),
    );
  agentSays(
    rng.pick([
      'Grazie a lei, buona giornata.',
      'La ringrazio per averci contattato.',
      'A disposizione, buona giornata.',
      'Buona giornata a lei.',
    ]),
  );
  return lines;
}

/** What an answer by letter says of itself, as it is said in a chat. */
function spoken(reply: string): string {
  return reply
    .replace(
      /rispondendo a questa e-mail|rispondendo a questo messaggio/,
      'scrivendo a info@acqueeluce.example.org',
    )
    .replace(
      /ci risponda|le basta rispondere confermando|confermi rispondendo a questo messaggio/,
      'ci confermi qui',
    )
    .replace('a questo indirizzo', 'al suo indirizzo e-mail');
}

/** How a letter to a customer begins. */
export function salutation(customer: DemoCustomer): string {
  if (customer.kind === 'company') return `Spettabile ${customer.name}`;
  return `${customer.sex === 'F' ? 'Gentile signora' : 'Gentile signor'} ${customer.surname ?? ''}`;
}

/** Name and surname, or the company's name. */
export function fullName(customer: DemoCustomer): string {
  return customer.surname ? `${customer.name} ${customer.surname}` : customer.name;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function euro(amount: number): string {
  const [whole, cents] = amount.toFixed(2).split('.') as [string, string];
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents} euro`;
}

/** "12 ottobre"; days that would want an elided article (1, 8, 11) become the day after. */
function dayName(ms: number): string {
  const date = new Date(ms);
  const shifted = [1, 8, 11].includes(date.getUTCDate()) ? new Date(ms + DAY) : date;
  return `${shifted.getUTCDate()} ${MONTHS[shifted.getUTCMonth()]!}`;
}
