import type { FlowLanguage } from '#contract/flow-graph.ts';
import { digitsSaid, plain, wordsToNumber } from './numbers.rules.ts';

// What an answer means: pure, the same for what was typed, pressed or heard.

const yesWords: Readonly<Record<FlowLanguage, string>> = {
  it: 'si,sì,certo,certamente,esatto,giusto,va bene,ok,okay,confermo,d accordo,corretto',
  en: 'yes,yeah,yep,sure,ok,okay,right,correct,that is right,of course',
  fr: 'oui,ouais,bien sûr,d accord,ok,exact,c est ça',
  de: 'ja,jawohl,genau,richtig,ok,okay,klar,gerne',
  es: 'sí,si,claro,vale,ok,correcto,de acuerdo,exacto',
  ar: 'نعم,أجل,ايوه,صحيح,موافق,طيب',
  pl: 'tak,zgadza się,dobrze,ok,oczywiście,jasne',
  ru: 'да,верно,правильно,хорошо,конечно,ок',
  ro: 'da,sigur,corect,bine,ok,desigur,exact',
};
const noWords: Readonly<Record<FlowLanguage, string>> = {
  it: 'no,non,no grazie,sbagliato,assolutamente no,per niente,non è giusto',
  en: 'no,nope,no thanks,wrong,not right,no thank you',
  fr: 'non,non merci,pas du tout,faux',
  de: 'nein,ne,nein danke,falsch',
  es: 'no,no gracias,incorrecto,para nada',
  ar: 'لا,كلا,لا شكرا,خطأ',
  pl: 'nie,nie dziękuję,źle',
  ru: 'нет,не,нет спасибо,неверно,неправильно',
  ro: 'nu,nu mulțumesc,greșit',
};
const personWords: Readonly<Record<FlowLanguage, string>> = {
  it: 'operatore,operatrice,operatori,persona,una persona,parlare con qualcuno,umano,consulente,addetto',
  en: 'operator,agent,human,person,a person,representative,talk to someone,speak to someone',
  fr: 'opérateur,opératrice,conseiller,une personne,quelqu un,humain,agent',
  de: 'mitarbeiter,mitarbeiterin,mensch,menschen,person,berater,operator',
  es: 'operador,operadora,agente,persona,una persona,humano',
  ar: 'موظف,موظفة,شخص,إنسان,مشغل',
  pl: 'konsultant,konsultantka,człowiek,człowiekiem,konsultantem,operator',
  ru: 'оператор,сотрудник,человек,человеком,оператором,сотрудником',
  ro: 'operator,operatoare,persoană,o persoană,om,agent',
};

const listed = (words: string): string[] => words.split(',').map(words1);
/** Words alone, without accents and signs. */
const words1 = (text: string): string =>
  plain(text)
    .replace(/[^\p{L}\p{N} ]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const sets = (by: Readonly<Record<FlowLanguage, string>>): Record<FlowLanguage, string[]> =>
  Object.fromEntries(Object.entries(by).map(([language, words]) => [language, listed(words)])) as Record<
    FlowLanguage,
    string[]
  >;
const yes = sets(yesWords);
const no = sets(noWords);
const person = sets(personWords);
const everyPersonWord = new Set(Object.values(person).flat());

const saysOne = (text: string, among: readonly string[]): boolean => {
  const said = words1(text);
  return among.some((word) => said === word || said.startsWith(`${word} `));
};

/** Yes or no in the language of the conversation, or with 1 and 2; null when it is neither. */
export function readYesNo(text: string, language: FlowLanguage): boolean | null {
  const said = words1(text);
  if (said === '1') return true;
  if (said === '2') return false;
  // "no" first where both begin alike: "non sì".
  if (saysOne(said, no[language])) return false;
  return saysOne(said, yes[language]) ? true : null;
}

/** Whether somebody asks for a person: the word alone or in a short sentence, in any of the languages. */
export function wantsPerson(text: string): boolean {
  const said = words1(text);
  const words = said.split(' ');
  if (said === '' || words.length > 8) return false;
  return everyPersonWord.has(said) || words.some((word) => word.length > 4 && everyPersonWord.has(word));
}

/** Digits, as pressed, typed or said; null when there are too few, too many, or anything else. */
export function readDigits(text: string, { min, max }: { min: number; max: number }): string | null {
  const digits = digitsSaid(text.replace(/#+$/, ''));
  return digits === null || digits.length < min || digits.length > max ? null : digits;
}

/**
 * An amount in euro: `84,50`, `1.234,56 €`, `84.50`, `ottantaquattro euro e cinquanta`. On keys, where there is no comma,
 * the star stands for it: `84*50`. Null when it is none, or has parts of a cent.
 */
export function readAmount(text: string): number | null {
  const said = plain(text)
    .replace(/(€|eur\b|euros?\b)/g, ' € ')
    .replace(/\s+/g, ' ')
    .trim();
  const [head = '', tail = ''] = said.split('€').map((part) => part.trim());
  if (tail !== '' && head !== '') {
    const cents = wordsToNumber(tail.replace(/^e /, '').replace(/ ?(centesimi|cents?)$/, ''));
    const euros = wordsToNumber(head);
    if (cents !== null && euros !== null) return cents < 100 ? euros + cents / 100 : null;
  }
  const number = (head === '' ? tail : head).replace(/\s/g, '').replace('*', ',').replace(/#+$/, '');
  const spoken = wordsToNumber(number);
  if (spoken !== null && !/[.,]/.test(number)) return spoken;
  // The last sign before one or two digits is the decimal one; three digits after it make thousands.
  const match = /^(\d{1,3}(?:[.,']\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(number);
  if (match === null || match[1]!.length > 15) return null;
  return Number(match[1]!.replace(/[.,']/g, '')) + Number((match[2] ?? '0').padEnd(2, '0')) / 100;
}

/** What a meter shows: whole units; what stands behind the comma (red figures) is left out. */
export function readReading(text: string): number | null {
  const said = plain(text)
    .replace(/(metri cubi|mc|m3|m³|kwh|smc|kilowattora)$/u, '')
    .trim();
  const whole = said.replace(/\s*(?:,|virgola|punto)\s*[\p{L}\d ]+$/u, '').replace(/#+$/, '');
  const grouped = /^\d{1,3}(\.\d{3})+$/.test(whole) ? whole.replaceAll('.', '') : whole;
  const number = /^\d[\d ]*$/.test(grouped)
    ? grouped.replaceAll(' ', '')
    : (wordsToNumber(grouped) ?? digitsSaid(grouped));
  if (number === null || String(number).length > 9) return null;
  return Number(number);
}

const months = [
  'gennaio january janvier januar enero يناير stycznia январь января ianuarie',
  'febbraio february fevrier februar febrero فبراير lutego февраль февраля februarie',
  'marzo march mars marz مارس marca март марта martie',
  'aprile april avril abril أبريل kwietnia апрель апреля aprilie',
  'maggio may mai mayo مايو maja май мая',
  'giugno june juin juni junio يونيو czerwca июнь июня iunie',
  'luglio july juillet juli julio يوليو lipca июль июля iulie',
  'agosto august aout أغسطس sierpnia август августа',
  'settembre september septembre septiembre سبتمبر wrzesnia сентябрь сентября septembrie',
  'ottobre october octobre oktober octubre أكتوبر pazdziernika октябрь октября octombrie',
  'novembre november noviembre نوفمبر listopada ноябрь ноября noiembrie',
  'dicembre december decembre dezember diciembre ديسمبر grudnia декабрь декабря decembrie',
].map((names) => new Set(plain(names).split(' ')));

// A Map: what people say may be the name of anything an object has by itself.
const dayWords = new Map([
  ['oggi', 0],
  ['today', 0],
  ['ieri', -1],
  ['yesterday', -1],
  ['domani', 1],
  ['tomorrow', 1],
]);

/**
 * A day, day before month: `3/11/2026`, `03112026`, `3 novembre`, `tre novembre duemilaventisei`, `oggi`. Without a year it
 * is the one nearest to today. The answer is `2026-11-03`; null when there is no such day.
 * @param today the day it is
 */
export function readDate(text: string, today: string): string | null {
  const said = plain(text).replace(/#+$/, '');
  const shift = dayWords.get(said);
  if (shift !== undefined) return addDays(today, shift);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(said);
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const block = /^(\d{2})(\d{2})(\d{4}|\d{2})?$/.exec(said);
  if (block !== null) return withYear(Number(block[1]), Number(block[2]), block[3] ?? '', today);
  const words = said
    .replace(/[./,-]/g, ' ')
    .split(' ')
    .filter((word) => !/^(il|lo|l'|del|di|the|of|le|den|am|el|de)$/.test(word) && word !== '');
  if (words.length < 2) return null;
  const numeric = words.map((word) => word.replace(/^(\d+)(st|nd|rd|th|er|º|°)$/, '$1'));
  const first = numeric[0] === 'primo' ? 1 : wordsToNumber(numeric[0]!);
  const named = months.findIndex((names) => names.has(numeric[1]!));
  const month = named === -1 ? wordsToNumber(numeric[1]!) : named + 1;
  if (first === null || month === null) return null;
  const year = words.length === 2 ? null : wordsToNumber(numeric.slice(2).join(''));
  if (words.length > 2 && year === null) return null;
  return withYear(first, month, year === null ? '' : String(year), today);
}

function withYear(dayNumber: number, month: number, year: string, today: string): string | null {
  const now = Number(today.slice(0, 4));
  if (year.length === 4) return dayOf(Number(year), month, dayNumber);
  // Two digits: the year of this century that is not further ahead than ten years.
  if (year !== '') {
    const short = Number(year);
    const full = 2000 + short > now + 10 ? 1900 + short : 2000 + short;
    return dayOf(full, month, dayNumber);
  }
  const near = [now - 1, now, now + 1]
    .flatMap((one) => dayOf(one, month, dayNumber) ?? [])
    .toSorted((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)));
  return near[0] ?? null;
}

const daysBetween = (a: string, b: string): number => (Date.parse(a) - Date.parse(b)) / 86_400_000;
const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
function dayOf(year: number, month: number, dayNumber: number): string | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || dayNumber < 1) return null;
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayNumber).padStart(2, '0')}`;
  const made = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(made.getTime()) || made.toISOString().slice(0, 10) !== text ? null : text;
}

/** One of a few: by its key, its place in words, its label, or any of its other words. */
export function readChoice(
  text: string,
  options: readonly { id: string; key: string; label: string; words: string }[],
): string | null {
  const said = words1(text);
  const key = plain(text).replace(/\.$/, '');
  const byKey =
    options.find((one) => one.key === key) ??
    options.find((one) => one.key === String(wordsToNumber(said) ?? ''));
  if (byKey !== undefined) return byKey.id;
  if (said === '') return null;
  const named = options.map(({ id, label, words }) => ({
    id,
    names: [label, ...words.split(',')].map(words1).filter((word) => word !== ''),
  }));
  const exact = named.filter(({ names }) => names.includes(said));
  if (exact.length === 1) return exact[0]!.id;
  // In a sentence: the option that is meant is the only one whose words are in it.
  const padded = ` ${said} `;
  const inside = named.filter(({ names }) => names.some((name) => padded.includes(` ${name} `)));
  if (inside.length === 1) return inside[0]!.id;
  const begun =
    said.length < 4 ? [] : named.filter(({ names }) => names.some((name) => name.startsWith(said)));
  return begun.length === 1 ? begun[0]!.id : null;
}

/** A telephone number as typed, pressed or said; null when it cannot be one. */
export function readPhone(text: string): string | null {
  const plus = text.trim().startsWith('+') || text.trim().startsWith('00');
  const digits = digitsSaid(text.replace(/[+()#]/g, ' '))?.replace(plus ? /^00/ : /^(?!)/, '') ?? null;
  if (digits === null || digits.length < 6 || digits.length > 15) return null;
  return plus ? `+${digits}` : digits;
}
