// The words around what a type of case says to its customers: the greeting of a letter, where the state can be read, the
// frame of a message about several cases, and statuses in the customer's language.

interface Words {
  greeting: (name: string) => string;
  /** Where the state can be read. */
  look: string;
  /** Above the news of several cases. */
  several: string;
  severalSubject: string;
  statuses: Record<'open' | 'in_progress' | 'waiting' | 'solved' | 'closed', string>;
}

const it: Words = {
  greeting: (name) => (name === '' ? 'Buongiorno,' : `Gentile ${name},`),
  look: 'Può vedere a che punto è, e scriverci, qui: {link}',
  several: 'ecco le novità sulle sue pratiche.',
  severalSubject: 'Novità sulle sue pratiche',
  statuses: {
    open: 'aperta',
    in_progress: 'in lavorazione',
    waiting: 'in attesa',
    solved: 'risolta',
    closed: 'chiusa',
  },
};
const en: Words = {
  greeting: (name) => (name === '' ? 'Good day,' : `Dear ${name},`),
  look: 'You can see how it stands, and write to us, here: {link}',
  several: 'here is the news of your cases.',
  severalSubject: 'News of your cases',
  statuses: {
    open: 'open',
    in_progress: 'in progress',
    waiting: 'waiting',
    solved: 'solved',
    closed: 'closed',
  },
};
const fr: Words = {
  greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
  look: 'Où en est le dossier, et pour nous écrire : {link}',
  several: 'voici les nouvelles de vos dossiers.',
  severalSubject: 'Des nouvelles de vos dossiers',
  statuses: {
    open: 'ouvert',
    in_progress: 'en cours',
    waiting: 'en attente',
    solved: 'résolu',
    closed: 'clos',
  },
};
const de: Words = {
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  look: 'Hier sehen Sie den Stand und können uns schreiben: {link}',
  several: 'hier die Neuigkeiten zu Ihren Vorgängen.',
  severalSubject: 'Neues zu Ihren Vorgängen',
  statuses: {
    open: 'offen',
    in_progress: 'in Bearbeitung',
    waiting: 'wartend',
    solved: 'gelöst',
    closed: 'abgeschlossen',
  },
};
const es: Words = {
  greeting: (name) => (name === '' ? 'Buenos días:' : `Hola, ${name}:`),
  look: 'Puede ver cómo va, y escribirnos, aquí: {link}',
  several: 'estas son las novedades de sus expedientes.',
  severalSubject: 'Novedades de sus expedientes',
  statuses: {
    open: 'abierto',
    in_progress: 'en curso',
    waiting: 'en espera',
    solved: 'resuelto',
    closed: 'cerrado',
  },
};

const pl: Words = {
  greeting: (name) => (name === '' ? 'Dzień dobry,' : `Dzień dobry, ${name},`),
  look: 'Stan sprawy i formularz, aby do nas napisać: {link}',
  several: 'oto nowe informacje o Państwa sprawach.',
  severalSubject: 'Nowe informacje o Państwa sprawach',
  statuses: {
    open: 'otwarta',
    in_progress: 'w toku',
    waiting: 'wstrzymana',
    solved: 'rozwiązana',
    closed: 'zamknięta',
  },
};
const ru: Words = {
  greeting: (name) => (name === '' ? 'Здравствуйте!' : `Здравствуйте, ${name}!`),
  look: 'Узнать состояние дела и написать нам: {link}',
  several: 'вот новости по вашим делам.',
  severalSubject: 'Новости по вашим делам',
  statuses: {
    open: 'открыто',
    in_progress: 'в работе',
    waiting: 'ожидает',
    solved: 'решено',
    closed: 'закрыто',
  },
};
const ro: Words = {
  greeting: (name) => (name === '' ? 'Bună ziua,' : `Bună ziua, ${name},`),
  look: 'Puteți vedea în ce stadiu este și ne puteți scrie aici: {link}',
  several: 'iată noutățile despre dosarele dumneavoastră.',
  severalSubject: 'Noutăți despre dosarele dumneavoastră',
  statuses: {
    open: 'deschis',
    in_progress: 'în lucru',
    waiting: 'în așteptare',
    solved: 'rezolvat',
    closed: 'închis',
  },
};
const ar: Words = {
  greeting: (name) => (name === '' ? 'تحية طيبة،' : `تحية طيبة ${name}،`),
  look: 'يمكنكم معرفة حالة الملف والكتابة إلينا هنا: {link}',
  several: 'إليكم مستجدات ملفاتكم.',
  severalSubject: 'مستجدات ملفاتكم',
  statuses: {
    open: 'مفتوح',
    in_progress: 'قيد المعالجة',
    waiting: 'قيد الانتظار',
    solved: 'تم الحل',
    closed: 'مغلق',
  },
};

const shipped = { it, en, fr, de, es };
const words = new Map<string, Words>(Object.entries({ ...shipped, pl, ru, ro, ar }));

/** The languages in which the shipped types speak; in others what an administrator has written, else English. */
export const noticeLanguages: string[] = Object.keys(shipped);

const wordsOf = (language: string): Words => words.get(language) ?? en;
export const greetingIn = (language: string, name: string): string => wordsOf(language).greeting(name);
export const lookIn = (language: string): string => wordsOf(language).look;
export const severalIn = (language: string): { lead: string; subject: string } => ({
  lead: wordsOf(language).several,
  subject: wordsOf(language).severalSubject,
});
/** Where a case stands in the customer's words: as its type calls it, in other languages as its status is called. */
export function stateIn(
  language: string,
  state: { status: string; names?: Readonly<Record<string, string>> | undefined },
): string {
  const { names } = state;
  if (names !== undefined && Object.hasOwn(names, language)) return names[language]!;
  const { statuses } = wordsOf(language);
  return Object.hasOwn(statuses, state.status)
    ? statuses[state.status as keyof typeof statuses]
    : state.status;
}
