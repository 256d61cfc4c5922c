import { HOUR, MINUTE } from './clock.ts';
import type { Random } from './random.ts';
import type { DemoChannel, DemoOrganisation, DemoStaff, Language } from './shapes.ts';

const LANGUAGE_SKILL: Record<Exclude<Language, 'it'>, string> = {
  en: 'inglese',
  fr: 'francese',
  ro: 'rumeno',
  ar: 'arabo',
};

/** A member of staff at work in the simulation. */
export interface Agent {
  staff: DemoStaff;
  queues: Map<string, number>;
  capacity: Record<DemoChannel, number>;
  languages: Set<Language>;
  pace: number;
  /** When the agent is at chat and mail today; phone, breaks and back office are outside. */
  windows: (readonly [number, number])[];
  load: Record<DemoChannel, number>;
  offered: boolean;
  idleSince: number;
  keeping: boolean;
}
/** The staff who have a profile, with nothing in hand. */
export function makeAgents(organisation: DemoOrganisation, rng: Random): Agent[] {
  const skillKeys = new Map(organisation.skills.map((s) => [s.id, s.key]));
  return organisation.staff.flatMap((staff) => {
    const profile = organisation.profiles.find((p) => p.id === staff.profile);
    if (!profile) return [];
    const known = new Set(staff.skills.map((s) => skillKeys.get(s.skill)));
    const languages = new Set<Language>(['it']);
    for (const [language, skill] of Object.entries(LANGUAGE_SKILL))
      if (known.has(skill)) languages.add(language as Language);
    return [
      {
        staff,
        queues: new Map(profile.queues.map((q) => [q.queue, q.priority])),
        capacity: profile.capacity,
        languages,
        pace: 0.85 + rng.next() * 0.32,
        windows: [],
        load: { chat: 0, email: 0, form: 0 },
        offered: false,
        idleSince: 0,
        keeping: false,
      },
    ];
  });
}

/** A day's presence at chat and mail: the shift less lunch, two breaks, time on the phone and, now and then, a day off. */
export function windowsOf(
  agent: Agent,
  day: string,
  midnight: number,
  rng: Random,
  opens: number,
  closes: number,
): (readonly [number, number])[] {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const shift = agent.staff.shift[weekday];
  if (!shift || rng.chance(0.06)) return [];
  const at = (text: string): number =>
    midnight + Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * MINUTE;
  const start = Math.max(opens, at(shift.from) + rng.int(-2, 4) * MINUTE);
  const end = Math.min(closes, at(shift.to));
  const away: [number, number][] = [];
  const leave = (from: number, minutes: number): number => away.push([from, from + minutes * MINUTE]);
  if (end - start > 6 * HOUR) leave(start + (2.9 + rng.next() * 1.6) * HOUR, 45);
  leave(start + (1.3 + rng.next()) * HOUR, 15);
  if (end - start > 6 * HOUR) {
    leave(end - (1.2 + rng.next()) * HOUR, 15);
    const phone = agent.staff.role === 'expert' ? 200 : 166;
    leave(start + rng.next() * (end - start - phone * MINUTE), phone);
  }
  let windows: [number, number][] = [[start, end]];
  for (const [from, to] of away) {
    windows = windows.flatMap(([a, b]): [number, number][] =>
      to <= a || from >= b
        ? [[a, b]]
        : [
            [a, Math.max(a, from)],
            [Math.min(b, to), b],
          ],
    );
  }
  return windows
    .filter(([a, b]) => b - a > 5 * MINUTE)
    .map(([a, b]) => [Math.round(a), Math.round(b)] as const);
}
