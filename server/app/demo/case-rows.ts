import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { lifeOf, type CaseLife } from './case-lives.ts';
import type { DemoCase, DemoCaseEvent, DemoDay, DemoOrganisation } from './shapes.ts';
import type { Filled, Row } from './load.store.ts';
import { staffName } from './load-organisation.ts';
import { random } from './random.ts';

// The cases of a day as rows: the case as its type tells it, its history, its work, its documents and what was told.

/** A file that documents of a kind are shown by. */
export interface SampleFile {
  name: string;
  sha256: string;
  size: number;
  type: string;
}
export interface CasesWith {
  definitions: ReadonlyMap<string, CaseTypeDefinition>;
  /** By the key of a document. */
  files: ReadonlyMap<string, SampleFile>;
  now: Date;
}
/** The contact that a case was opened from, and where the case belongs. */
interface Place {
  entryPoint: string;
  conversation: string;
  channel: string;
  language: string;
  service: string;
  team: string | null;
}

const json = JSON.stringify;
const tables = [
  'cases.case',
  'cases.entry',
  'cases.task',
  'cases.approval',
  'platform.file',
  'cases.document',
  'cases.notice',
] as const;
type Tables = Record<(typeof tables)[number], Row[]>;
/** How long ago notices are still shown: what is older was told all the same, and stands in the history. */
const noticeDays = 60;

/** Adds the rows of some tables to others, table by table. */
export const merged = (all: readonly Filled[], more: readonly Filled[]): Filled[] =>
  more.map(([table, rows]) => [table, [...(all.find(([name]) => name === table)?.[1] ?? []), ...rows]]);

export function caseRowsOf(
  organisation: DemoOrganisation,
  { definitions, files, now }: CasesWith,
): (day: DemoDay, placeOf: (one: DemoCase) => Place) => Filled[] {
  const staff = new Map(organisation.staff.map((one) => [one.id, staffName(one)]));
  const approver = organisation.staff.find(({ role }) => role === 'supervisor')!;

  return (day, placeOf) => {
    const rows = Object.fromEntries(tables.map((table) => [table, []])) as unknown as Tables;
    const eventsOf = Map.groupBy(day.caseEvents, (event) => event.case);
    const asked = new Map(
      day.messages
        .filter(({ direction }) => direction === 'in')
        .toReversed()
        .map(({ contact, text }) => [contact, text]),
    );
    const notices = new Map(
      day.messages
        .filter((message) => message.automatic)
        .map((message) => [`${message.contact} ${message.at.getTime()}`, message.id]),
    );
    for (const one of day.cases) {
      const definition = definitions.get(one.type)!;
      const events = eventsOf.get(one.id) ?? [];
      const life = lifeOf(definition, one, events, now);
      const place = placeOf(one);
      const opener = events.find(({ kind }) => kind === 'opened')?.staff ?? one.owner;
      const taken = takenAt(one, { opener, life, channel: place.channel, now });
      rows['cases.case'].push({
        id: one.id,
        number: one.number,
        type: one.type,
        state: life.state,
        state_since: life.since,
        classification_id: one.class,
        subject: one.subject,
        // In the customer's own words.
        description: (asked.get(one.contact) ?? '').slice(0, 600),
        status: life.status,
        fields: json(life.fields),
        customer_id: one.customer,
        service_id: place.service,
        team_id: place.team,
        owner_id: one.owner,
        entry_point_id: place.entryPoint,
        opened_by: `staff:${opener}`,
        opened_at: one.openedAt,
        closed_at: one.closedAt,
        resolution: one.resolution,
        version: life.moves.length + (taken === null ? 1 : 2),
      });
      workRows(rows, one, life, definition);
      historyRows(rows, { one, life, taken, events, place, definition, notices });
    }
    return tables.map((table): Filled => [table, rows[table]]);
  };

  function workRows(rows: Tables, one: DemoCase, life: CaseLife, definition: CaseTypeDefinition): void {
    const entry = entriesOf(rows, one, staff);
    for (const { key, ticks, madeAt, doneAt, by } of life.tasks) {
      rows['cases.task'].push({
        case_id: one.id,
        key,
        ticks,
        made_at: madeAt,
        done_at: doneAt,
        done_by: doneAt === null ? null : by,
        done_by_name: doneAt === null ? null : staff.get(by)!,
      });
      const { name } = definition.tasks.find((task) => task.key === key)!;
      if (doneAt !== null) entry('task', doneAt, by, '', { about: 'done', key, name });
    }
    for (const approval of life.approvals) {
      const { key, by, askedAt, decidedAt, note, reason, verdict } = approval;
      const other =
        approver.id === by ? organisation.staff.find(({ key: who }) => who === 'giulia')! : approver;
      rows['cases.approval'].push({
        id: approval.id,
        case_id: one.id,
        key,
        asked_by: `staff:${by}`,
        asked_by_name: staff.get(by)!,
        asked_at: askedAt,
        note,
        verdict,
        decided_by: decidedAt === null ? null : `staff:${other.id}`,
        decided_by_name: decidedAt === null ? null : staffName(other),
        decided_at: decidedAt,
        reason,
      });
      const { name } = definition.approvals.find((wanted) => wanted.key === key)!;
      entry('approval', askedAt, by, note, { about: 'asked', key, name });
      if (decidedAt !== null)
        entry('approval', decidedAt, other.id, reason, {
          about: verdict === 'refused' ? 'refused' : 'approved',
          key,
          name,
          askedBy: staff.get(by)!,
        });
    }
    for (const document of life.documents) {
      const { key, at, by } = document;
      const file = files.get(key);
      if (file === undefined) continue;
      rows['platform.file'].push({
        id: document.file,
        sha256: file.sha256,
        size: file.size,
        type: file.type,
      });
      rows['cases.document'].push({
        id: document.id,
        case_id: one.id,
        key,
        file_id: document.file,
        name: file.name,
        added_by_name: staff.get(by)!,
        added_at: at,
      });
      const { name } = definition.documents.find((wanted) => wanted.key === key)!;
      entry('document', at, by, '', { about: 'added', key, name, file: file.name });
    }
  }

  /** What happened to a case, in the words in which the product keeps it. */
  function historyRows(
    rows: Tables,
    told: {
      one: DemoCase;
      life: CaseLife;
      taken: Date | null;
      events: readonly DemoCaseEvent[];
      place: Place;
      definition: CaseTypeDefinition;
      notices: ReadonlyMap<string, string>;
    },
  ): void {
    const { one, life, taken, events, place, definition, notices } = told;
    const first = taken === null ? 2 : 3;
    const push = (id: string, kind: string, at: Date, who: string | null, body: string, data: object) =>
      rows['cases.entry'].push({
        id,
        case_id: one.id,
        at,
        kind,
        actor: who === null ? 'system' : `staff:${who}`,
        author_name: who === null ? '' : staff.get(who)!,
        body,
        data: json(data),
      });
    const stateOf = (key: string) => definition.states.find((state) => state.key === key)!;
    for (const [index, { id, transition, from, to, at, staff: who, text }] of life.moves.entries())
      push(id, 'status', at, who, text, {
        version: index + first,
        fields: ['status'],
        from: stateOf(from).status,
        to: stateOf(to).status,
        transition: transition.key,
        transitionName: transition.name,
        fromState: from,
        toState: to,
        fromName: stateOf(from).name,
        toName: stateOf(to).name,
      });
    for (const { id, kind, text, staff: who, at } of events) {
      if (kind === 'opened')
        push(id, 'opened', at, who, '', {
          contact: one.contact,
          type: one.type,
          owner: taken === null ? one.owner : null,
        });
      if (kind === 'opened' && taken !== null)
        push(random(`taken ${id}`).uuid(), 'owner', taken, one.owner, '', {
          version: 2,
          fields: ['owner'],
          from: null,
          to: one.owner,
          fromName: null,
          toName: staff.get(one.owner)!,
        });
      if (kind === 'note') push(id, 'note', at, who, text, {});
      if (kind !== 'message') continue;
      const closing = one.closedAt !== null && at >= one.closedAt;
      const about = closing ? 'closed' : 'opened';
      const message = notices.get(`${one.contact} ${at.getTime()}`);
      // After the step that it tells of.
      push(id, 'message', new Date(at.getTime() + 1), null, text, {
        about,
        sent: true,
        message,
        conversation: place.conversation,
      });
      if (at.getTime() < now.getTime() - noticeDays * 86_400_000) continue;
      const state = closing ? stateOf(life.state) : definition.states[0]!;
      rows['cases.notice'].push({
        id: random(`notice ${id}`).uuid(),
        case_id: one.id,
        customer_id: one.customer,
        told: closing ? `v${life.moves.length + first - 1}` : 'opened',
        about,
        facts: json({
          number: one.number,
          subject: one.subject,
          type: one.type,
          typeNames: definition.name,
          to: state.key,
          status: state.status,
          stateNames: state.name,
          resolution: closing ? one.resolution : null,
          fields: { it: {}, en: {} },
          words: definition.notices[about] ?? {},
        }),
        from_state: closing ? (life.moves.at(-1)?.from ?? null) : null,
        state: 'sent',
        channel: place.channel === 'chat' ? 'chat' : 'email',
        language: place.language,
        happened_at: at,
        due_at: at,
        ended_at: at,
        ended_by: 'system',
        message_id: message ?? null,
        conversation_id: place.conversation,
        text,
      });
    }
  }
}

/** Channels on which nobody waits for an answer: who opens a case leaves it to whoever is in charge. */
const written = new Set(['email', 'form', 'pec', 'letter']);

/** When somebody took a case over that had no owner at first; null where who opened it kept it. */
function takenAt(
  one: DemoCase,
  { opener, life, channel, now }: { opener: string; life: CaseLife; channel: string; now: Date },
): Date | null {
  if (opener === one.owner && !written.has(channel)) return null;
  const until = life.moves[0]?.at ?? new Date(Math.min(one.openedAt.getTime() + 3_600_000, now.getTime()));
  const part = 0.35 + 0.6 * random(`taking ${one.id}`).next();
  return new Date(one.openedAt.getTime() + (until.getTime() - one.openedAt.getTime()) * part);
}

const entriesOf =
  (rows: Tables, one: DemoCase, staff: ReadonlyMap<string, string>) =>
  (kind: string, at: Date, who: string, body: string, data: object): void => {
    rows['cases.entry'].push({
      id: random(`${kind} ${one.id} ${JSON.stringify(data)}`).uuid(),
      case_id: one.id,
      at,
      kind,
      actor: `staff:${who}`,
      author_name: staff.get(who)!,
      body,
      data: json(data),
    });
  };
