import { gapsIn } from '#contract/pure/gaps.ts';

// What the system itself writes to customers by mail, in the languages it can. An unknown language reads English.

interface Sentences {
  received(number: string): string;
  subject(number: string): string;
}

const sentences: Record<string, Sentences> = {
  it: {
    subject: (number) => `Abbiamo ricevuto il Suo messaggio [${number}]`,
    received: (number) =>
      `Gentile utente,\n\nabbiamo ricevuto il Suo messaggio e lo abbiamo registrato con il numero ${number}. Le risponderemo appena possibile.\n\nSe desidera aggiungere qualcosa, risponda a questa e-mail.`,
  },
  en: {
    subject: (number) => `We have received your message [${number}]`,
    received: (number) =>
      `Dear customer,\n\nwe have received your message and registered it under the number ${number}. We will answer as soon as we can.\n\nIf you wish to add anything, please reply to this e-mail.`,
  },
  fr: {
    subject: (number) => `Nous avons bien reçu votre message [${number}]`,
    received: (number) =>
      `Bonjour,\n\nnous avons bien reçu votre message, enregistré sous le numéro ${number}. Nous vous répondrons dès que possible.\n\nPour ajouter une information, répondez à cet e-mail.`,
  },
  de: {
    subject: (number) => `Wir haben Ihre Nachricht erhalten [${number}]`,
    received: (number) =>
      `Guten Tag,\n\nwir haben Ihre Nachricht erhalten und unter der Nummer ${number} erfasst. Wir antworten Ihnen so bald wie möglich.\n\nWenn Sie etwas ergänzen möchten, antworten Sie bitte auf diese E-Mail.`,
  },
  es: {
    subject: (number) => `Hemos recibido su mensaje [${number}]`,
    received: (number) =>
      `Estimado usuario:\n\nhemos recibido su mensaje y lo hemos registrado con el número ${number}. Le responderemos lo antes posible.\n\nSi desea añadir algo, responda a este correo.`,
  },
};

/**
 * The confirmation that a message has arrived, with its number.
 * @param own the organisation's own words, for all languages or by language; `{number}` stands for the number
 */
export function acknowledgement(
  language: string,
  number: string,
  own: unknown = null,
): { subject: string; text: string } {
  const code = language.slice(0, 2);
  const words = sentences[code] ?? sentences['en']!;
  const wanted = typeof own === 'object' && own !== null ? (own as Record<string, unknown>)[code] : own;
  const text =
    // One with a placeholder that nothing fills says less than the words of the house.
    typeof wanted === 'string' && wanted.trim() !== '' && gapsIn(wanted).length === 0
      ? wanted.replaceAll('{number}', number)
      : words.received(number);
  return { subject: words.subject(number), text };
}

interface Copy {
  subject: string;
  intro: string;
  you: string;
  /** Beside what no person has said. */
  automatic: string;
}
const transcripts: Record<string, Copy> = {
  it: {
    subject: 'La Sua conversazione con noi',
    intro: 'Ecco la copia della chat che ha chiesto.',
    you: 'Lei',
    automatic: 'risposta automatica',
  },
  en: {
    subject: 'Your conversation with us',
    intro: 'Here is the copy of the chat that you asked for.',
    you: 'You',
    automatic: 'automatic reply',
  },
  fr: {
    subject: 'Votre conversation avec nous',
    intro: 'Voici la copie du chat que vous avez demandée.',
    you: 'Vous',
    automatic: 'réponse automatique',
  },
  de: {
    subject: 'Ihre Unterhaltung mit uns',
    intro: 'Hier ist die gewünschte Kopie Ihres Chats.',
    you: 'Sie',
    automatic: 'automatische Antwort',
  },
  es: {
    subject: 'Su conversación con nosotros',
    intro: 'Esta es la copia del chat que ha pedido.',
    you: 'Usted',
    automatic: 'respuesta automática',
  },
  ar: {
    subject: 'محادثتك معنا',
    intro: 'إليك نسخة المحادثة التي طلبتها.',
    you: 'أنت',
    automatic: 'رد آلي',
  },
  pl: {
    subject: 'Państwa rozmowa z nami',
    intro: 'Oto kopia czatu, o którą Państwo prosili.',
    you: 'Państwo',
    automatic: 'odpowiedź automatyczna',
  },
  ru: {
    subject: 'Ваша беседа с нами',
    intro: 'Вот копия чата, которую вы запросили.',
    you: 'Вы',
    automatic: 'автоматический ответ',
  },
  ro: {
    subject: 'Conversația dumneavoastră cu noi',
    intro: 'Iată copia conversației pe care ați cerut-o.',
    you: 'Dumneavoastră',
    automatic: 'răspuns automat',
  },
};

/** The words around a copy of a chat. */
export const transcriptSentences = (language: string): Copy =>
  transcripts[language.slice(0, 2)] ?? transcripts['en']!;

interface CalledBack {
  subject: string;
  /** `number`: its last digits. */
  at(when: string, number: string): string;
  soon(number: string): string;
  change(link: string): string;
}

const called: Record<string, CalledBack> = {
  it: {
    subject: 'La Sua richiamata',
    at: (when, number) => `La richiameremo ${when} al numero che finisce con ${number}.`,
    soon: (number) => `La richiameremo appena è il Suo turno, al numero che finisce con ${number}.`,
    change: (link) => `Qui può vedere a che punto è, scegliere un altro momento o annullare:\n${link}`,
  },
  en: {
    subject: 'Your callback',
    at: (when, number) => `We will call you ${when} on the number ending in ${number}.`,
    soon: (number) => `We will call you as soon as it is your turn, on the number ending in ${number}.`,
    change: (link) => `Here you can see how it stands, choose another time or cancel it:\n${link}`,
  },
  fr: {
    subject: 'Votre rappel',
    at: (when, number) => `Nous vous rappellerons ${when} au numéro se terminant par ${number}.`,
    soon: (number) =>
      `Nous vous rappellerons dès que ce sera votre tour, au numéro se terminant par ${number}.`,
    change: (link) => `Vous pouvez ici suivre votre rappel, choisir un autre moment ou l'annuler :\n${link}`,
  },
  de: {
    subject: 'Ihr Rückruf',
    at: (when, number) => `Wir rufen Sie ${when} unter der Nummer an, die auf ${number} endet.`,
    soon: (number) =>
      `Wir rufen Sie an, sobald Sie an der Reihe sind, unter der Nummer, die auf ${number} endet.`,
    change: (link) => `Hier sehen Sie den Stand, wählen eine andere Zeit oder sagen ab:\n${link}`,
  },
  es: {
    subject: 'Su llamada',
    at: (when, number) => `Le llamaremos ${when} al número que termina en ${number}.`,
    soon: (number) => `Le llamaremos en cuanto llegue su turno, al número que termina en ${number}.`,
    change: (link) => `Aquí puede ver cómo está, elegir otro momento o cancelarla:\n${link}`,
  },
  ar: {
    subject: 'معاودة الاتصال بك',
    at: (when, number) => `سنتصل بك ${when} على الرقم المنتهي بـ ${number}.`,
    soon: (number) => `سنتصل بك حالما يحين دورك على الرقم المنتهي بـ ${number}.`,
    change: (link) => `من هنا يمكنك متابعة طلبك أو اختيار موعد آخر أو إلغاؤه:\n${link}`,
  },
  pl: {
    subject: 'Nasza rozmowa telefoniczna',
    at: (when, number) => `Zadzwonimy ${when} na numer kończący się na ${number}.`,
    soon: (number) => `Zadzwonimy, gdy tylko nadejdzie Państwa kolej, na numer kończący się na ${number}.`,
    change: (link) => `Tutaj można sprawdzić stan, wybrać inny termin lub zrezygnować:\n${link}`,
  },
  ru: {
    subject: 'Ваш обратный звонок',
    at: (when, number) => `Мы позвоним вам ${when} на номер, который заканчивается на ${number}.`,
    soon: (number) =>
      `Мы позвоним вам, как только подойдёт ваша очередь, на номер, который заканчивается на ${number}.`,
    change: (link) =>
      `Здесь можно узнать, как обстоят дела, выбрать другое время или отменить звонок:\n${link}`,
  },
};

/** What goes to who is promised a call: when, to which number, and the link to its page. */
export function callbackSentences(
  language: string,
  promise: { link: string; number: string; at: Date | null; timeZone: string },
): { subject: string; text: string } {
  const code = language.slice(0, 2) in called ? language.slice(0, 2) : 'en';
  const words = called[code]!;
  const { link, number, at, timeZone } = promise;
  const when =
    at === null
      ? null
      : new Intl.DateTimeFormat(code, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(at);
  const said = when === null ? words.soon(number) : words.at(when, number);
  return { subject: words.subject, text: `${said}\n\n${words.change(link)}` };
}
