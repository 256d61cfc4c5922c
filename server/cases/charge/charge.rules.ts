import type { ChargeAbout } from '#contract/case-charge.ts';

/** Where something lies, as far as its address says. */
export interface Territory {
  municipality: string | null;
  province: string | null;
  postcode: string | null;
}

/** What rules of charge look at in a case. */
export interface ChargeFacts {
  /** Its classification and everything above it; empty for none. */
  classification: readonly string[];
  territory: Territory | null;
  service: string | null;
  type: string | null;
  supplier: string | null;
}

/** A rule as it is judged: an empty list asks for nothing. */
export interface RuleOfCharge {
  id: string;
  name: string;
  classifications: readonly string[];
  places: readonly string[];
  services: readonly string[];
  types: readonly string[];
  suppliers: readonly string[];
  queueId: string;
  active: boolean;
}

/** Letters only, so that "Colle di Val d’Elsa" and "COLLE DI VAL D'ELSA" are one place. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}*]+/gu, ' ')
    .trim();

/**
 * Postcode, municipality and province of an address as this country writes it: "Via Roma 1, 53034 Colle di Val d’Elsa (SI)".
 * Null where not even a postcode is in it.
 */
export function territoryOf(address: string): Territory | null {
  const found =
    /(?:^|[\s,])(\d{5})\s+([^,(\d]+?)\s*(?:\(\s*([A-Za-z]{2})\s*\)|[,\s]([A-Z]{2})\s*$|,|$)/u.exec(address);
  if (found === null) return null;
  const [, postcode = '', municipality = '', inBrackets, atEnd] = found;
  return {
    postcode,
    municipality: municipality.trim() || null,
    province: (inBrackets ?? atEnd)?.toUpperCase() ?? null,
  };
}

/** What a place of a rule names: two letters a province, digits a postcode or the beginning of some, else a municipality. */
export function placeKind(place: string): 'province' | 'postcode' | 'municipality' {
  const text = place.trim();
  if (/^[A-Za-z]{2}$/.test(text)) return 'province';
  if (/^\d{5}$|^\d{1,4}\*$/.test(text)) return 'postcode';
  return 'municipality';
}

const inPlace = (place: string, { municipality, province, postcode }: Territory): boolean => {
  const text = place.trim();
  switch (placeKind(text)) {
    case 'province':
      return province === text.toUpperCase();
    case 'postcode':
      return (
        postcode !== null && (text.endsWith('*') ? postcode.startsWith(text.slice(0, -1)) : postcode === text)
      );
    case 'municipality':
      return municipality !== null && folded(municipality) === folded(text);
  }
};

/** The place of a list in which a territory lies; null for none. */
export const placeOfTerritory = (places: readonly string[], territory: Territory | null): string | null =>
  territory === null ? null : (places.find((one) => inPlace(one, territory)) ?? null);

/** The classification of a rule under which a case falls: the nearest to it. */
export const classificationThat = (rule: RuleOfCharge, facts: ChargeFacts): string | null =>
  facts.classification.find((one) => rule.classifications.includes(one)) ?? null;

// In the order in which a reader asks: what about, where, for whom.
const tests: [
  ChargeAbout,
  (rule: RuleOfCharge) => readonly string[],
  (rule: RuleOfCharge, facts: ChargeFacts) => boolean,
][] = [
  [
    'classification',
    (rule) => rule.classifications,
    (rule, facts) => classificationThat(rule, facts) !== null,
  ],
  ['place', (rule) => rule.places, (rule, facts) => placeOfTerritory(rule.places, facts.territory) !== null],
  [
    'service',
    (rule) => rule.services,
    (rule, { service }) => service !== null && rule.services.includes(service),
  ],
  ['type', (rule) => rule.types, (rule, { type }) => type !== null && rule.types.includes(type)],
  [
    'supplier',
    (rule) => rule.suppliers,
    (rule, { supplier }) => supplier !== null && rule.suppliers.includes(supplier),
  ],
];

/** What a rule asks for. */
export const askedBy = (rule: RuleOfCharge): ChargeAbout[] =>
  tests.filter(([, list]) => list(rule).length > 0).map(([about]) => about);

/** The first condition of a rule that a case does not meet; null when it meets all of them. */
export const failedOn = (rule: RuleOfCharge, facts: ChargeFacts): ChargeAbout | null =>
  tests.find(([, list, fits]) => list(rule).length > 0 && !fits(rule, facts))?.[0] ?? null;

/** The first rule in use that fits a case, and those before it with what did not fit. */
export function ruleFor<R extends RuleOfCharge>(
  rules: readonly R[],
  facts: ChargeFacts,
): { rule: R | null; passed: { rule: R; about: ChargeAbout }[] } {
  const passed: { rule: R; about: ChargeAbout }[] = [];
  for (const rule of rules) {
    if (!rule.active) continue;
    const about = failedOn(rule, facts);
    if (about === null) return { rule, passed };
    passed.push({ rule, about });
  }
  return { rule: null, passed };
}

const placeWithin = (one: string, other: string): boolean => {
  const [mine, theirs] = [one.trim(), other.trim()];
  if (placeKind(mine) !== placeKind(theirs)) return false;
  if (placeKind(mine) === 'postcode' && theirs.endsWith('*')) return mine.startsWith(theirs.slice(0, -1));
  return folded(mine) === folded(theirs);
};

/**
 * Whether everything that fits one rule fits another as well, as far as their lists say. Places of different kinds are
 * not compared: which municipality lies in which province is nothing that rules know.
 * @param above a classification and everything above it
 */
export function covers(
  wider: RuleOfCharge,
  rule: RuleOfCharge,
  above: (classification: string) => readonly string[],
): boolean {
  const within = (
    list: (rule: RuleOfCharge) => readonly string[],
    inside: (one: string, others: readonly string[]) => boolean,
  ) => {
    const others = list(wider);
    if (others.length === 0) return true;
    const mine = list(rule);
    return mine.length > 0 && mine.every((one) => inside(one, others));
  };
  const among = (one: string, others: readonly string[]) => others.includes(one);
  return (
    within(
      (one) => one.classifications,
      (one, others) => above(one).some((node) => others.includes(node)),
    ) &&
    within(
      (one) => one.places,
      (one, others) => others.some((other) => placeWithin(one, other)),
    ) &&
    within((one) => one.services, among) &&
    within((one) => one.types, among) &&
    within((one) => one.suppliers, among)
  );
}

/** The earlier rule in use that takes everything a rule would; null for none. */
export function shadowOf<R extends RuleOfCharge>(
  rules: readonly R[],
  rule: R,
  above: (classification: string) => readonly string[],
): R | null {
  if (!rule.active) return null;
  const before = rules.slice(0, rules.indexOf(rule));
  return before.find((one) => one.active && covers(one, rule, above)) ?? null;
}
