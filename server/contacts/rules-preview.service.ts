import { setImmediate as breathe } from 'node:timers/promises';
import type * as contract from '#contract/rules.ts';
import type { Parsed, Result } from '#contract/route.ts';
import type { Ctx } from '#server/platform/index.ts';
import { momentIn, type HoursCalendar } from '#server/calendars/index.ts';
import { decide, judgeRules, searchable, type Decision, type Facts } from '#server/routing/index.ts';
import { visibleContact } from './access.read.ts';
import { calendarOfRules, factsOf, surroundings, type Surroundings } from './rules.service.ts';
import { waysOf } from './facts.read.ts';
import { pastContacts, type PastContact } from './rules-preview.read.ts';

// What rules would have done: the very function that decides, on contacts of the past or one that somebody makes up.

const previewDays = 7;
const pageSize = 500;
const mostExamined = 20_000;
/** Somebody waits for the answer: after this the newest contacts must do. */
const patienceMilliseconds = 4000;
const mostListed = 100;

type Asked = Parsed<typeof contract.previewRules>['body'];
type Draft = contract.RuleDraft;

/** Which contacts of the last 7 days a list of rules would have matched, among those that the caller may see. */
export async function previewRules(ctx: Ctx, asked: Asked): Promise<Result<typeof contract.previewRules>> {
  const { rule: only, ...draft } = asked;
  const to = ctx.clock.now();
  const from = new Date(to.getTime() - previewDays * 86_400_000);
  const counts = new Map(draft.rules.map(({ id }) => [id, { rule: id, met: 0, acted: 0 }]));
  const items: Result<typeof contract.previewRules>['items'] = [];
  const sums = { examined: 0, matched: 0, moved: 0 };
  const visible = visibleContact(ctx.actor, 'contact.read', 'c');
  const started = performance.now();
  // Alone, each rule says on which contacts its conditions hold; together they say which of them act.
  const alone = draft.rules.map((rule) => ({ ...rule, on: true, goOn: true }));
  let before = { at: to, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  let complete = false;
  while (sums.examined < mostExamined && performance.now() - started < patienceMilliseconds) {
    const page = await pastContacts(ctx.db, visible, { from, before, now: to }, pageSize);
    const around = await surroundings(ctx.db, draft, page);
    for (const contact of page) {
      const facts = pastFacts(contact, around);
      for (const id of lived(alone, facts, contact, around).rules) counts.get(id)!.met += 1;
      const { rules, queue } = lived(draft.rules, facts, contact, around);
      for (const id of rules) counts.get(id)!.acted += 1;
      if (rules.length === 0) continue;
      sums.matched += 1;
      if (queue !== null && queue !== contact.queue) sums.moved += 1;
      if (items.length < mostListed && (only === null || rules.includes(only))) {
        const { id, number, channel, subject, preview, customerName, arrivedAt } = contact;
        items.push({
          contact: id,
          number,
          channel,
          subject,
          preview,
          customerName,
          arrivedAt,
          queue: contact.queue,
          toQueue: queue,
          rules,
        });
      }
    }
    sums.examined += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) {
      complete = true;
      break;
    }
    before = { at: last.arrivedAt, id: last.id };
    // Others are served between two pages.
    await breathe();
  }
  return {
    from,
    to,
    ...sums,
    complete,
    rules: [...counts.values()],
    items,
    ...(await judgeRules(ctx, draft)),
  };
}

const pastFacts = (contact: PastContact, around: Surroundings): Facts =>
  factsOf({ ...contact, queue: contact.queue ?? '', at: contact.arrivedAt }, around);

/** The rules that act on a contact in the life it had: on arrival, then at each time it still waited. */
function lived(
  rules: Draft['rules'],
  facts: Facts,
  contact: PastContact,
  { calendar }: Surroundings,
): { rules: string[]; queue: string | null } {
  const first = decide(rules, facts, { at: 'arrival' });
  const acted = first.applied.map(({ rule }) => rule);
  let { queue } = first.set;
  const done = new Set<string>();
  const times = rules.flatMap((rule) =>
    rule.on && rule.afterSeconds !== null && rule.afterSeconds <= contact.waited ? [rule.afterSeconds] : [],
  );
  for (const waitedSeconds of [...new Set(times)].toSorted((a, b) => a - b)) {
    const at = new Date(contact.arrivedAt.getTime() + waitedSeconds * 1000);
    const then = { ...facts, queue: queue ?? facts.queue, moment: momentIn(calendar, at) };
    const { applied, cut, set } = decide(rules, then, { at: 'waiting', waitedSeconds, done });
    for (const { rule } of applied) acted.push(rule);
    for (const rule of [...applied.map((one) => one.rule), ...cut]) done.add(rule);
    queue = set.queue ?? queue;
  }
  return { rules: acted, queue };
}

/** What a list would do with a contact that somebody makes up: on arrival, and after it has waited so long. */
export async function testRules(
  ctx: Ctx,
  { sample, ...draft }: Parsed<typeof contract.testRules>['body'],
): Promise<Result<typeof contract.testRules>> {
  const calendar: HoursCalendar = await calendarOfRules(ctx.db, draft);
  const at = sample.at === null ? ctx.clock.now() : new Date(sample.at);
  const node = sample.classification;
  const ways = node === null ? new Map<string, string[]>() : await waysOf(ctx.db, [node]);
  const facts = (waited: number): Facts => ({
    channel: sample.channel,
    entryPoint: sample.entryPoint,
    queue: sample.queue,
    language: sample.language,
    segment: sample.segment,
    positions: sample.positions,
    classification: node === null ? [] : (ways.get(node) ?? [node]),
    text: searchable(sample.subject, sample.text, sample.language),
    moment: momentIn(calendar, new Date(at.getTime() + waited * 1000)),
  });
  const arrival = decide(draft.rules, facts(0), { at: 'arrival' });
  const later = decide(
    draft.rules,
    { ...facts(sample.waitedSeconds), queue: arrival.set.queue ?? sample.queue },
    { at: 'waiting', waitedSeconds: sample.waitedSeconds, done: new Set() },
  );
  return {
    set: together(arrival.set, later.set),
    trace: draft.rules.map((rule, place) => (rule.afterSeconds === null ? arrival : later).trace[place]!),
  };
}

/** What waiting changes comes on top of what the arrival set. */
const together = (first: Decision['set'], then: Decision['set']): Decision['set'] => ({
  queue: then.queue ?? first.queue,
  boostSeconds: then.boostSeconds ?? first.boostSeconds,
  plan: then.plan ?? first.plan,
  tags: [...new Set([...first.tags, ...then.tags])],
  requires: [
    ...first.requires.filter(({ skill }) => !then.requires.some((one) => one.skill === skill)),
    ...then.requires,
  ],
});
