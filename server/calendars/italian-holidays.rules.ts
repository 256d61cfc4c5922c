/** A day on which public offices in Italy are closed. */
export interface Holiday {
  /** Day, YYYY-MM-DD. */
  date: string;
  key: string;
  name: { it: string; en: string };
  kind: 'national' | 'patron';
}

/** The feast of a municipality's patron saint: a fixed day of the year, MM-DD. */
export interface PatronSaint {
  monthDay: string;
  name: string;
}

interface FixedHoliday {
  monthDay: string;
  key: string;
  it: string;
  en: string;
  /** First and last year in which the law lists it; open when absent. */
  from?: number;
  to?: number;
}

// Law 260/1949 as amended (54/1977, DPR 792/1985, 336/2000); 4 October is back by law 151/2025 from 2026.
// An own table rather than the package date-holidays: loading that costs 40 MB of memory and 170 ms for data that
// fits in a screen. The tests hold the two against each other.
const FIXED: readonly FixedHoliday[] = [
  { monthDay: '01-01', key: 'new_year', it: 'Capodanno', en: "New Year's Day" },
  { monthDay: '01-06', key: 'epiphany', it: 'Epifania', en: 'Epiphany' },
  // Once only, for the 150 years of the unified state (decree-law 5/2011).
  {
    monthDay: '03-17',
    key: 'unity',
    it: "Festa dell'Unità nazionale",
    en: 'Day of National Unity',
    from: 2011,
    to: 2011,
  },
  { monthDay: '04-25', key: 'liberation', it: 'Festa della Liberazione', en: 'Liberation Day' },
  { monthDay: '05-01', key: 'labour', it: 'Festa dei lavoratori', en: 'Labour Day' },
  { monthDay: '06-02', key: 'republic', it: 'Festa della Repubblica', en: 'Republic Day' },
  { monthDay: '08-15', key: 'assumption', it: 'Assunzione di Maria', en: 'Assumption' },
  {
    monthDay: '10-04',
    key: 'saint_francis',
    it: "San Francesco d'Assisi",
    en: 'Saint Francis of Assisi',
    from: 2026,
  },
  { monthDay: '11-01', key: 'all_saints', it: 'Ognissanti', en: "All Saints' Day" },
  {
    monthDay: '12-08',
    key: 'immaculate',
    it: 'Immacolata Concezione',
    en: 'Immaculate Conception',
  },
  { monthDay: '12-25', key: 'christmas', it: 'Natale', en: 'Christmas Day' },
  { monthDay: '12-26', key: 'saint_stephen', it: 'Santo Stefano', en: "Saint Stephen's Day" },
];

const FIRST_YEAR = 2001;
const LAST_YEAR = 2199;

/**
 * Easter Sunday of a year in the Gregorian calendar, YYYY-MM-DD (the anonymous computus of Meeus, Jones and Butcher).
 */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return isoDay(year, Math.floor(n / 31), (n % 31) + 1);
}

/**
 * National holidays of a year from 2001 on, in order of date, Easter Sunday and Easter Monday among them, and the
 * patron saint when one is given. A patron on a national holiday is listed once, as the national one.
 * Throws RangeError for a year outside 2001-2199 and for a patron day that is not MM-DD.
 */
export function italianHolidays(year: number, patron?: PatronSaint): Holiday[] {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new RangeError(`year: must be a whole number from ${FIRST_YEAR} to ${LAST_YEAR}, got ${year}`);
  }
  const holidays: Holiday[] = FIXED.filter(
    (h) => year >= (h.from ?? FIRST_YEAR) && year <= (h.to ?? LAST_YEAR),
  ).map((h) => ({
    date: `${year}-${h.monthDay}`,
    key: h.key,
    name: { it: h.it, en: h.en },
    kind: 'national',
  }));
  const easter = easterSunday(year);
  holidays.push(
    { date: easter, key: 'easter', name: { it: 'Pasqua', en: 'Easter Sunday' }, kind: 'national' },
    {
      date: dayAfter(easter),
      key: 'easter_monday',
      name: { it: "Lunedì dell'Angelo", en: 'Easter Monday' },
      kind: 'national',
    },
  );
  if (patron) {
    if (!/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(patron.monthDay)) {
      throw new RangeError(`patron.monthDay: must be MM-DD, got "${patron.monthDay}"`);
    }
    const date = `${year}-${patron.monthDay}`;
    const exists = new Date(`${date}T00:00:00Z`).getUTCDate() === Number(patron.monthDay.slice(3));
    if (exists && !holidays.some((h) => h.date === date)) {
      holidays.push({
        date,
        key: 'patron',
        name: { it: patron.name, en: patron.name },
        kind: 'patron',
      });
    }
  }
  return holidays.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** The holiday on a day (YYYY-MM-DD), or null on any other day. */
export function holidayOn(date: string, patron?: PatronSaint): Holiday | null {
  return italianHolidays(Number(date.slice(0, 4)), patron).find((h) => h.date === date) ?? null;
}

function isoDay(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
