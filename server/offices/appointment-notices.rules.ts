import { spokenNumber } from './slots.rules.ts';

// What customers read about their appointments, in their language: a letter for mail, a line for SMS.

export type NoticeAbout = 'booked' | 'moved' | 'cancelled' | 'reminder';
export interface AppointmentFacts {
  number: string;
  customerName: string;
  /** What it is for, and what to bring, by language. */
  subject: { it: string; en: string } & Record<string, string | undefined>;
  bring: Record<string, string | undefined>;
  office: string;
  address: string;
  timeZone: string;
  start: Date;
  /** Of one that is cancelled: by the office, and why. */
  byOffice: boolean;
  reason: string | null;
  organisation: string;
}

interface Words {
  hello: (name: string) => string;
  booked: string;
  moved: string;
  cancelled: string;
  /** The office cancelled it. */
  called_off: string;
  reminder: string;
  when: string;
  where: string;
  what: string;
  number: string;
  bring: string;
  reason: string;
  tail: string;
  again: string;
  short: Readonly<Record<NoticeAbout, string>>;
}

const texts: Readonly<Record<string, Words>> = {
  it: {
    hello: (name) => (name === '' ? 'Buongiorno,' : `Gentile ${name},`),
    booked: 'il suo appuntamento è fissato.',
    moved: 'il suo appuntamento è stato spostato. Vale questo:',
    cancelled: 'il suo appuntamento è stato annullato, come ci ha chiesto.',
    called_off: 'siamo spiacenti: abbiamo dovuto annullare il suo appuntamento.',
    reminder: 'le ricordiamo il suo appuntamento di domani.',
    when: 'Quando',
    where: 'Dove',
    what: 'Per',
    number: 'Numero',
    bring: 'Porti con sé',
    reason: 'Motivo',
    tail: 'Se non può venire ce lo dica, così il posto serve a qualcun altro: risponda a questo messaggio o ci telefoni con il numero dell’appuntamento.',
    again: 'Per un altro appuntamento risponda a questo messaggio o ci telefoni.',
    short: {
      booked: 'appuntamento fissato',
      moved: 'appuntamento spostato',
      cancelled: 'appuntamento annullato',
      reminder: 'domani ha un appuntamento',
    },
  },
  en: {
    hello: (name) => (name === '' ? 'Good day,' : `Dear ${name},`),
    booked: 'your appointment is booked.',
    moved: 'your appointment has been moved. It now is:',
    cancelled: 'your appointment has been cancelled, as you asked.',
    called_off: 'we are sorry: we had to cancel your appointment.',
    reminder: 'this is to remind you of your appointment tomorrow.',
    when: 'When',
    where: 'Where',
    what: 'For',
    number: 'Number',
    bring: 'Please bring',
    reason: 'Reason',
    tail: 'If you cannot come, let us know so that somebody else can have the time: answer this message, or call us with the number of the appointment.',
    again: 'For another appointment answer this message or call us.',
    short: {
      booked: 'appointment booked',
      moved: 'appointment moved',
      cancelled: 'appointment cancelled',
      reminder: 'you have an appointment tomorrow',
    },
  },
  fr: {
    hello: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
    booked: 'votre rendez-vous est fixé.',
    moved: 'votre rendez-vous a été déplacé. Voici le nouveau :',
    cancelled: 'votre rendez-vous a été annulé, comme vous l’avez demandé.',
    called_off: 'nous sommes désolés : nous avons dû annuler votre rendez-vous.',
    reminder: 'nous vous rappelons votre rendez-vous de demain.',
    when: 'Quand',
    where: 'Où',
    what: 'Pour',
    number: 'Numéro',
    bring: 'À apporter',
    reason: 'Motif',
    tail: 'Si vous ne pouvez pas venir, prévenez-nous pour que quelqu’un d’autre en profite : répondez à ce message ou appelez-nous avec le numéro du rendez-vous.',
    again: 'Pour un autre rendez-vous, répondez à ce message ou appelez-nous.',
    short: {
      booked: 'rendez-vous fixé',
      moved: 'rendez-vous déplacé',
      cancelled: 'rendez-vous annulé',
      reminder: 'vous avez rendez-vous demain',
    },
  },
  de: {
    hello: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
    booked: 'Ihr Termin ist gebucht.',
    moved: 'Ihr Termin wurde verlegt. Er ist jetzt:',
    cancelled: 'Ihr Termin wurde abgesagt, wie Sie es gewünscht haben.',
    called_off: 'es tut uns leid: Wir mussten Ihren Termin absagen.',
    reminder: 'wir erinnern Sie an Ihren Termin morgen.',
    when: 'Wann',
    where: 'Wo',
    what: 'Wofür',
    number: 'Nummer',
    bring: 'Bitte mitbringen',
    reason: 'Grund',
    tail: 'Wenn Sie nicht kommen können, sagen Sie uns Bescheid, damit jemand anderes den Termin bekommt: Antworten Sie auf diese Nachricht oder rufen Sie mit der Terminnummer an.',
    again: 'Für einen anderen Termin antworten Sie auf diese Nachricht oder rufen Sie uns an.',
    short: {
      booked: 'Termin gebucht',
      moved: 'Termin verlegt',
      cancelled: 'Termin abgesagt',
      reminder: 'Sie haben morgen einen Termin',
    },
  },
  es: {
    hello: (name) => (name === '' ? 'Buenos días:' : `Hola, ${name}:`),
    booked: 'su cita está reservada.',
    moved: 'su cita se ha cambiado. Ahora es:',
    cancelled: 'su cita se ha anulado, como nos pidió.',
    called_off: 'lo sentimos: hemos tenido que anular su cita.',
    reminder: 'le recordamos su cita de mañana.',
    when: 'Cuándo',
    where: 'Dónde',
    what: 'Para',
    number: 'Número',
    bring: 'Traiga',
    reason: 'Motivo',
    tail: 'Si no puede venir, díganoslo para que otra persona la aproveche: responda a este mensaje o llámenos con el número de la cita.',
    again: 'Para otra cita responda a este mensaje o llámenos.',
    short: {
      booked: 'cita reservada',
      moved: 'cita cambiada',
      cancelled: 'cita anulada',
      reminder: 'mañana tiene una cita',
    },
  },
  ar: {
    hello: (name) => (name === '' ? 'مرحبًا،' : `مرحبًا ${name}،`),
    booked: 'تم حجز موعدكم.',
    moved: 'تم تغيير موعدكم. الموعد الآن:',
    cancelled: 'تم إلغاء موعدكم كما طلبتم.',
    called_off: 'نعتذر: اضطررنا إلى إلغاء موعدكم.',
    reminder: 'نذكّركم بموعدكم غدًا.',
    when: 'الوقت',
    where: 'المكان',
    what: 'الموضوع',
    number: 'الرقم',
    bring: 'يرجى إحضار',
    reason: 'السبب',
    tail: 'إذا لم تتمكنوا من الحضور فأخبرونا ليستفيد غيركم من الموعد: أجيبوا على هذه الرسالة أو اتصلوا بنا مع رقم الموعد.',
    again: 'لموعد آخر أجيبوا على هذه الرسالة أو اتصلوا بنا.',
    short: {
      booked: 'تم حجز الموعد',
      moved: 'تم نقل الموعد',
      cancelled: 'تم إلغاء الموعد',
      reminder: 'لديكم موعد غدًا',
    },
  },
  pl: {
    hello: (name) => (name === '' ? 'Dzień dobry,' : `Dzień dobry, ${name},`),
    booked: 'wizyta jest umówiona.',
    moved: 'wizyta została przełożona. Nowy termin:',
    cancelled: 'wizyta została odwołana zgodnie z prośbą.',
    called_off: 'przepraszamy: musieliśmy odwołać wizytę.',
    reminder: 'przypominamy o jutrzejszej wizycie.',
    when: 'Kiedy',
    where: 'Gdzie',
    what: 'W sprawie',
    number: 'Numer',
    bring: 'Prosimy zabrać',
    reason: 'Powód',
    tail: 'Jeśli nie mogą Państwo przyjść, prosimy o wiadomość, aby termin dostał ktoś inny: proszę odpowiedzieć na tę wiadomość albo zadzwonić i podać numer wizyty.',
    again: 'Aby umówić inną wizytę, proszę odpowiedzieć na tę wiadomość albo zadzwonić.',
    short: {
      booked: 'wizyta umówiona',
      moved: 'wizyta przełożona',
      cancelled: 'wizyta odwołana',
      reminder: 'jutro ma Pan/Pani wizytę',
    },
  },
  ru: {
    hello: (name) => (name === '' ? 'Здравствуйте!' : `Здравствуйте, ${name}!`),
    booked: 'Вы записаны на приём.',
    moved: 'Ваша запись перенесена. Теперь она такая:',
    cancelled: 'Ваша запись отменена, как Вы просили.',
    called_off: 'Приносим извинения: нам пришлось отменить Вашу запись.',
    reminder: 'Напоминаем о приёме завтра.',
    when: 'Когда',
    where: 'Где',
    what: 'Вопрос',
    number: 'Номер',
    bring: 'Возьмите с собой',
    reason: 'Причина',
    tail: 'Если Вы не сможете прийти, сообщите нам, чтобы время досталось другому: ответьте на это сообщение или позвоните и назовите номер записи.',
    again: 'Чтобы записаться снова, ответьте на это сообщение или позвоните нам.',
    short: {
      booked: 'Вы записаны',
      moved: 'запись перенесена',
      cancelled: 'запись отменена',
      reminder: 'завтра у Вас приём',
    },
  },
  ro: {
    hello: (name) => (name === '' ? 'Bună ziua,' : `Bună ziua, ${name},`),
    booked: 'programarea dumneavoastră este făcută.',
    moved: 'programarea dumneavoastră a fost mutată. Acum este:',
    cancelled: 'programarea dumneavoastră a fost anulată, așa cum ați cerut.',
    called_off: 'ne pare rău: a trebuit să anulăm programarea dumneavoastră.',
    reminder: 'vă amintim de programarea de mâine.',
    when: 'Când',
    where: 'Unde',
    what: 'Pentru',
    number: 'Număr',
    bring: 'Vă rugăm să aduceți',
    reason: 'Motiv',
    tail: 'Dacă nu puteți veni, anunțați-ne ca să folosească altcineva ora: răspundeți la acest mesaj sau sunați-ne cu numărul programării.',
    again: 'Pentru altă programare răspundeți la acest mesaj sau sunați-ne.',
    short: {
      booked: 'programare făcută',
      moved: 'programare mutată',
      cancelled: 'programare anulată',
      reminder: 'mâine aveți o programare',
    },
  },
};

/** The day and the time of an appointment where its office is, as people say them. */
export const whenOf = (start: Date, timeZone: string, language: string): string =>
  new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(start);

export function appointmentNotice(
  about: NoticeAbout,
  wanted: string,
  facts: AppointmentFacts,
): { subject: string; letter: string; line: string } {
  const language = Object.hasOwn(texts, wanted) ? wanted : 'en';
  const words = texts[language]!;
  const when = whenOf(facts.start, facts.timeZone, language);
  const subject = facts.subject[language] || facts.subject.en;
  const bring = facts.bring[language] || facts.bring['en'] || facts.bring['it'] || '';
  const where = facts.address === '' ? facts.office : `${facts.office}, ${facts.address}`;
  const over = about === 'cancelled';
  const lines = [
    `${words.when}: ${when}`,
    `${words.where}: ${where}`,
    `${words.what}: ${subject}`,
    `${words.number}: ${spokenNumber(facts.number)}`,
    ...(!over && bring !== '' ? [`${words.bring}: ${bring}`] : []),
    ...(over && facts.byOffice && facts.reason !== null ? [`${words.reason}: ${facts.reason}`] : []),
  ];
  const short = words.short[about];
  const sentence = over && facts.byOffice ? words.called_off : words[about];
  return {
    subject: `${short.charAt(0).toUpperCase()}${short.slice(1)} · ${when}`,
    letter: [
      words.hello(facts.customerName),
      sentence,
      lines.join('\n'),
      over ? words.again : words.tail,
      facts.organisation,
    ].join('\n\n'),
    line: `${facts.organisation}: ${short}, ${when}, ${where}. ${words.number}: ${spokenNumber(facts.number)}.`,
  };
}
