import type { addMembers, changeRoom, openRoom } from '#contract/rooms.ts';
import type { Parsed } from '#contract/route.ts';
import { seenSince, servicesReached, staffByIds, staffOfTeam } from '#server/access/index.ts';
import { namedCases, workersOn } from '#server/cases/index.ts';
import {
  audit,
  can,
  conflict,
  forbidden,
  invalid,
  newId,
  notFound,
  record,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { presencesOf } from '#server/routing/index.ts';
import { accessRoom, admitted, areAdmitted, meOf, teamFor, type Entered } from './access.ts';
import {
  isMember,
  membersOf,
  reachableRooms,
  roomById,
  roomsOf,
  roomsOfCase,
  type RoomOut,
} from './rooms.read.ts';
import {
  addTo,
  insertRoom,
  markRead,
  roomFor,
  setMuted,
  takeOutOf,
  updateRoom,
  type RoomRow,
} from './rooms.store.ts';

/** Somebody whose desk has asked for nothing for so long (ms) is away. */
const awayAfter = 5 * 60_000;

/** My rooms; with `others` also those I could enter. Rooms of cases that I see no longer are not among them. */
export async function listRooms(
  ctx: Ctx,
  { others, case: caseId }: { others: 'true' | 'false'; case?: string | undefined },
) {
  const me = meOf(ctx);
  if (caseId !== undefined)
    return { items: await called(ctx.db, ctx, await roomsOfCase(ctx.db, me, caseId)) };
  const found = await roomsOf(
    ctx.db,
    me,
    others === 'true' ? { services: await servicesReached(ctx.db, me) } : null,
  );
  return { items: await called(ctx.db, ctx, found) };
}

/** Calls rooms of cases by their case, and leaves out those whose case the caller may not see. */
async function called(db: Db | Tx, ctx: Ctx, rows: readonly RoomOut[]) {
  const cases = await namedCases(db, ctx.actor, { ids: rows.flatMap((row) => row.case ?? []) });
  const names = new Map(cases.map((one) => [one.id, `${one.number} · ${one.subject}`]));
  const me = ctx.actor.id;
  return rows.flatMap(({ createdBy, ...row }) => {
    const name = row.case === null ? row.name : names.get(row.case);
    const arranges = row.kind === 'subject' && (createdBy === me || can(ctx.actor, 'routing.supervise'));
    return name == null ? [] : [{ ...row, name, arranges }];
  });
}

/** What all rooms are called that the caller is in or could enter, however many. */
export async function roomNames(ctx: Ctx): Promise<Map<string, string>> {
  const me = meOf(ctx);
  const rows = await reachableRooms(ctx.db, me, await servicesReached(ctx.db, me));
  const cases = await namedCases(ctx.db, ctx.actor, { ids: rows.flatMap((row) => row.case ?? []) });
  const names = new Map(cases.map((one) => [one.id, `${one.number} · ${one.subject}`]));
  return new Map(
    rows.flatMap((row) => {
      const name = row.case === null ? row.name : names.get(row.case);
      return name == null ? [] : [[row.id, name] as const];
    }),
  );
}

/** A room as its list shows it. @throws Problem 404 */
export async function roomNow(db: Db | Tx, ctx: Ctx, id: string) {
  await accessRoom(db, ctx, id);
  const row = await roomById(db, meOf(ctx), id);
  const [room] = row === null ? [] : await called(db, ctx, [row]);
  if (room === undefined) throw notFound('room');
  return room;
}

/** Tells whoever is in a room, and whoever follows its case, that something about it is new. */
export async function tellRoom(
  tx: Tx,
  ctx: Ctx,
  { room, kase }: Pick<Entered, 'room' | 'kase'>,
  kind: 'room.said' | 'room.changed',
  data: Record<string, unknown>,
): Promise<void> {
  await record(tx, ctx.actor, {
    kind,
    subjectId: room.id,
    serviceId: kase?.serviceId ?? null,
    teamId: kase?.teamId ?? null,
    data: {
      room: room.id,
      by: meOf(ctx),
      case: room.caseId,
      members: kase === null ? await membersOf(tx, room.id) : [],
      ...(kase === null ? {} : { workers: await workersOn(tx, kase.id) }),
      ...data,
    },
  });
}

type Opening = Parsed<typeof openRoom>['body'];

/**
 * The room of a case or team, made when there is none; or a new one on a subject.
 * @returns its id
 * @throws Problem 404 case or team, 422 naming `service` or `members`
 */
export const openRoomOf = (ctx: Ctx, input: Opening): Promise<string> =>
  ctx.tx(async (tx) => {
    const me = meOf(ctx);
    const at = ctx.clock.now();
    const row = { id: newId(), kind: input.kind, createdBy: me, createdAt: at };
    if (input.kind === 'subject') return openSubject(tx, ctx, { ...row, kind: 'subject' }, input);
    const [kase] =
      input.kind === 'case' ? await namedCases(tx, ctx.actor, { ids: [input.case] }) : [undefined];
    const team = input.kind === 'team' ? await teamFor(tx, ctx, input.team) : null;
    if (kase === undefined && team === null) throw notFound(input.kind);
    const { room, made } = await roomFor(
      tx,
      kase === undefined ? { ...row, teamId: team!.id } : { ...row, caseId: kase.id },
    );
    if (team !== null) await addTo(tx, room, await staffOfTeam(tx, team.id), at);
    await addTo(tx, room, [me], at);
    if (made) await noteMade(tx, ctx, room, kase?.serviceId ?? team?.serviceId ?? null);
    return room.id;
  });

async function openSubject(
  tx: Tx,
  ctx: Ctx,
  row: { id: string; kind: 'subject'; createdBy: string; createdAt: Date },
  input: Extract<Opening, { kind: 'subject' }>,
): Promise<string> {
  const me = row.createdBy;
  const services = await servicesReached(tx, me);
  if (services !== null && (input.service === null || !services.includes(input.service)))
    throw invalid('service', 'one of your services');
  const room = await insertRoom(tx, {
    ...row,
    name: input.name,
    topic: input.topic,
    serviceId: input.service,
    open: input.open,
  });
  const members = [...new Set(input.members)];
  if (!(await areAdmitted(tx, { room, kase: null, team: null }, members)))
    throw invalid('members', 'active colleagues of this service');
  await addTo(tx, room, [...new Set([me, ...members])], row.createdAt);
  await noteMade(tx, ctx, room, room.serviceId);
  await tellRoom(tx, ctx, { room, kase: null }, 'room.changed', {});
  return room.id;
}

const noteMade = (tx: Tx, ctx: Ctx, room: RoomRow, serviceId: string | null) =>
  audit(tx, ctx.actor, {
    action: 'room.made',
    objectType: 'room',
    objectId: room.id,
    serviceId,
    after: { kind: room.kind, name: room.name, case: room.caseId, team: room.teamId, open: room.open },
  });

type Change = Parsed<typeof changeRoom>['body'];

/**
 * Changes a room on a subject: whoever made it, or steers agents, may.
 * @throws Problem 403, 404, 409 not_subject
 */
export const changeRoomOf = (ctx: Ctx, id: string, input: Change): Promise<void> =>
  ctx.tx(async (tx) => {
    const entered = await accessRoom(tx, ctx, id, { lock: true });
    const { room } = entered;
    if (room.kind !== 'subject')
      throw conflict('not_subject', 'The room of a case or of a team is as its case or team is.');
    if (room.createdBy !== meOf(ctx) && !can(ctx.actor, 'routing.supervise'))
      throw forbidden('routing.supervise, or to have made the room');
    const change = {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.topic === undefined ? {} : { topic: input.topic }),
      ...(input.open === undefined ? {} : { open: input.open }),
      ...(input.closed === undefined
        ? {}
        : { closedAt: input.closed ? (room.closedAt ?? ctx.clock.now()) : null }),
    };
    if (Object.keys(change).length === 0) return;
    await updateRoom(tx, id, change);
    await audit(tx, ctx.actor, {
      action: 'room.changed',
      objectType: 'room',
      objectId: id,
      serviceId: room.serviceId,
      before: Object.fromEntries(Object.keys(change).map((key) => [key, room[key as keyof RoomRow]])),
      after: change,
    });
    await tellRoom(tx, ctx, entered, 'room.changed', {});
  });

/** Who is in a room, and colleagues who may be named in it; for each whether they are at a desk now. */
export async function listMembers(ctx: Ctx, id: string) {
  const entered = await accessRoom(ctx.db, ctx, id);
  const joined = new Set(await membersOf(ctx.db, id));
  const people = await staffByIds(ctx.db, [...(await admitted(ctx.db, entered))]);
  const here = await hereNow(
    ctx,
    people.map((one) => one.id),
  );
  return {
    items: people.map((one) => ({
      id: one.id,
      name: one.name,
      here: here.has(one.id),
      joined: joined.has(one.id),
    })),
  };
}

/** Which of these people are at a desk now. That they are is told to colleagues, what they do there is not. */
export async function hereNow(ctx: Ctx, staff: readonly string[]): Promise<Set<string>> {
  const [seen, agents] = await Promise.all([
    seenSince(ctx.db, staff, new Date(ctx.clock.now().getTime() - awayAfter)),
    presencesOf(ctx.db, [...staff]),
  ]);
  return new Set([...seen, ...agents.filter((one) => one.connected).map((one) => one.staffId)]);
}

/**
 * Enters a room, or brings colleagues in.
 * @throws Problem 404, 422 naming `staff`
 */
export const addMembersTo = (
  ctx: Ctx,
  id: string,
  { staff }: Parsed<typeof addMembers>['body'],
): Promise<void> =>
  ctx.tx(async (tx) => {
    const entered = await accessRoom(tx, ctx, id, { lock: true });
    const wanted = staff.length === 0 ? [meOf(ctx)] : staff;
    if (!(await areAdmitted(tx, entered, wanted)))
      throw invalid('staff', 'active colleagues who may enter this room');
    const added = await addTo(tx, entered.room, [...new Set(wanted)], ctx.clock.now());
    if (added.length === 0) return;
    await audit(tx, ctx.actor, {
      action: 'room.entered',
      objectType: 'room',
      objectId: id,
      serviceId: entered.kase?.serviceId ?? entered.room.serviceId,
      after: { staff: added },
    });
    await tellRoom(tx, ctx, entered, 'room.changed', {});
  });

/** @throws Problem 404, 409 team_room: a team's people are in its room */
export const leaveRoomOf = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const me = meOf(ctx);
    const entered = await accessRoom(tx, ctx, id, { lock: true });
    if (!(await takeOutOf(tx, id, me))) return;
    if (await isStill(tx, entered, me))
      throw conflict('team_room', 'The people of a team are in its room; it can be muted.');
    await tellRoom(tx, ctx, entered, 'room.changed', {});
  });
const isStill = async (tx: Tx, { team }: Entered, me: string) =>
  team !== null && (await staffOfTeam(tx, team.id)).includes(me);

/** @throws Problem 404, 409 not_in_room */
export const muteRoomOf = (ctx: Ctx, id: string, muted: boolean): Promise<void> =>
  ctx.tx(async (tx) => {
    const me = meOf(ctx);
    const { room, team } = await accessRoom(tx, ctx, id);
    if (team !== null) await addTo(tx, room, [me], ctx.clock.now());
    else if (!(await isMember(tx, id, me))) throw conflict('not_in_room', 'Enter the room first.');
    await setMuted(tx, id, me, muted);
  });

/** Notes that the caller has read up to a post; who only looks into a room does not enter it by that. @throws Problem 404 */
export const readRoomOf = (ctx: Ctx, id: string, seq: number): Promise<void> =>
  ctx.tx(async (tx) => {
    const me = meOf(ctx);
    const { team } = await accessRoom(tx, ctx, id);
    if (team === null && !(await isMember(tx, id, me))) return;
    await markRead(tx, { roomId: id, staffId: me, seq, at: ctx.clock.now() });
  });
