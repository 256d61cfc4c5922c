import {
  findTeam,
  servicesReached,
  staffByIds,
  staffOfService,
  staffOfTeam,
  staffWhoMay,
  type TeamRow,
} from '#server/access/index.ts';
import { namedCases, workersOn, type NamedCase } from '#server/cases/index.ts';
import {
  forbidden,
  inScope,
  notFound,
  scopeOf,
  systemActor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { isMember } from './rooms.read.ts';
import { findRoom, type RoomRow } from './rooms.store.ts';

/** Who is at the desk; rooms are for people. @throws Problem 403 for a token or the system */
export function meOf(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null) throw forbidden('a room as a member of staff');
  return ctx.actor.id;
}

/** Whether somebody has any business in a service; null is the whole organisation. */
export async function reaches(db: Db | Tx, staffId: string, serviceId: string | null): Promise<boolean> {
  if (serviceId === null) return true;
  const services = await servicesReached(db, staffId);
  return services === null || services.includes(serviceId);
}

/** A room with what it is of. */
export interface Entered {
  room: RoomRow;
  kase: NamedCase | null;
  team: TeamRow | null;
}

/**
 * The one way into a room: of a case for whoever sees the case, of a team for its people and its supervisors, on a
 * subject for its members and, where it is open, for everybody of its service.
 * @throws Problem 404 when there is none, or not for the caller
 */
export async function accessRoom(db: Db | Tx, ctx: Ctx, id: string, { lock = false } = {}): Promise<Entered> {
  const me = meOf(ctx);
  const room = await findRoom(db, id, lock);
  if (room === null) throw notFound('room');
  if (room.caseId !== null) {
    const [kase] = await namedCases(db, ctx.actor, { ids: [room.caseId] });
    if (kase === undefined) throw notFound('room');
    return { room, kase, team: null };
  }
  if (room.teamId !== null) {
    const team = await teamFor(db, ctx, room.teamId);
    if (team === null) throw notFound('room');
    return { room, kase: null, team };
  }
  const enters = (await reaches(db, me, room.serviceId)) && (room.open || (await isMember(db, room.id, me)));
  if (!enters) throw notFound('room');
  return { room, kase: null, team: null };
}

/** A team whose room the caller may enter; null otherwise. */
export async function teamFor(db: Db | Tx, ctx: Ctx, teamId: string): Promise<TeamRow | null> {
  const team = await findTeam(db, teamId);
  if (team === null) return null;
  const [mine] = await staffByIds(db, [meOf(ctx)]);
  const steers = inScope(scopeOf(ctx.actor, 'routing.supervise'), { serviceId: team.serviceId, teamId });
  return mine?.teamId === teamId || steers ? team : null;
}

/** Everybody who may be in a room, or named in it. */
export async function admitted(db: Db | Tx, { room, kase, team }: Entered): Promise<Set<string>> {
  if (kase !== null)
    return new Set([...(await staffWhoMay(db, 'case.read', kase)), ...(await workersOn(db, kase.id))]);
  if (team !== null) {
    const place = { serviceId: team.serviceId, teamId: team.id };
    return new Set([
      ...(await staffOfTeam(db, team.id)),
      ...(await staffWhoMay(db, 'routing.supervise', place)),
    ]);
  }
  return new Set(await staffOfService(db, room.serviceId));
}

/** Whether somebody may enter a room at this moment, whoever is at the desk. */
export async function stillEnters(db: Db | Tx, roomId: string, staffId: string): Promise<boolean> {
  const room = await findRoom(db, roomId);
  if (room === null) return false;
  const [kase] = room.caseId === null ? [] : await namedCases(db, systemActor, { ids: [room.caseId] });
  const team = room.teamId === null ? null : await findTeam(db, room.teamId);
  if ((room.caseId !== null && kase === undefined) || (room.teamId !== null && team === null)) return false;
  return areAdmitted(db, { room, kase: kase ?? null, team }, [staffId]);
}

/** Whether all of these people may be in a room. */
export async function areAdmitted(db: Db | Tx, entered: Entered, staff: readonly string[]): Promise<boolean> {
  if (staff.length === 0) return true;
  const may = await admitted(db, entered);
  return staff.every((one) => may.has(one));
}
