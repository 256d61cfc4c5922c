import type { z } from 'zod';
import type { callMeans, outbound, placeCall as placing } from '#contract/outbound.ts';
import { accessContact, addSystemLine, contactsOf, openCall, staffOf } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import {
  audit,
  configChanged,
  conflict,
  inScope,
  invalid,
  notFound,
  scopeOf,
  type Actor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { diallingGateway, findCall } from './calls.store.ts';
import { gatewayMedium, heardSince } from './medium.ts';
import { isCallable, readDialledNumber } from './numbers.rules.ts';
import { mediaState, offersGateway } from './offers.ts';
import { outboundOf, phoneOfService, type OutboundOfService } from './outbound.read.ts';
import { findOutbound, outboundDefaults, saveOutbound } from './outbound.store.ts';

// Calls that agents place from the desk. Who is called always sees a number that they can call back.

type Wish = z.output<(typeof placing)['body']>;
type Means = z.output<(typeof callMeans)['output']>;
type OutboundView = z.output<typeof outbound>;

/** What calls need to know of a case because of which one is placed. */
export interface Cases {
  /** The case as the actor may see it. @throws Problem 404 */
  seen(db: Db | Tx, actor: Actor, id: string): Promise<{ customerId: string }>;
}
let cases: Cases | null = null;
/** Called once by the composition root. Without it no call is tied to a case. */
export const lendCases = (one: Cases): void => {
  cases = one;
};

/** A service in whose name calls may be placed: the number that it shows is in use and can be called. */
type Shown = OutboundOfService & { entryPointId: string; number: string; numberName: string };
const isShown = (one: OutboundOfService): one is Shown => one.number !== null && isCallable(one.number);

const mayCallFor = (actor: Actor, { serviceId, teamId }: Shown): boolean =>
  inScope(scopeOf(actor, 'contact.call'), { serviceId, teamId });

/** Whether the caller can place calls now, and in the name of which services. */
export async function meansOf(ctx: Ctx): Promise<Means> {
  const staff = staffOf(ctx);
  const [gateway, services] = await Promise.all([
    diallingGateway(ctx.db, heardSince(ctx.clock.now())),
    outboundOf(ctx.db),
  ]);
  return {
    able: gateway !== null,
    phone: await phoneOf(ctx, staff, gateway),
    identities: services
      .filter(isShown)
      .filter((one) => mayCallFor(ctx.actor, one))
      .map((one) => ({
        service: one.serviceId,
        serviceName: one.serviceName,
        entryPoint: one.entryPointId,
        name: one.numberName,
        number: one.number,
      })),
  };
}

/** The telephone by which somebody of the staff speaks on the lines of a gateway. */
async function phoneOf(ctx: Ctx, staff: string, gateway: string | null): Promise<Means['phone']> {
  const browsers = await offersGateway(ctx);
  // Lines of another gateway are spoken on with whatever belongs to those.
  if (gateway !== null && browsers?.name !== gateway) return 'own';
  const phones = browsers === null ? [] : ((await mediaState(ctx))?.phones ?? []);
  return phones.some((one) => one.staff === staff) ? 'on' : 'off';
}

/**
 * Calls somebody: an outgoing contact in the hands of the caller, of the queue whose number is shown, and the order to
 * dial, in one transaction.
 * @throws Problem 422 naming `number`, `service` or `customer`; 404 for the contact or the case; 409 `no_line` where
 *   nothing dials, `no_shown_number` where the service shows none, `phone_off`, `over_capacity`
 */
export async function placeCall(ctx: Ctx, wish: Wish): Promise<{ contact: string; call: string }> {
  const staff = staffOf(ctx);
  const gateway = await diallingGateway(ctx.db, heardSince(ctx.clock.now()));
  if (gateway !== null && (await phoneOf(ctx, staff, gateway)) === 'off')
    throw conflict('phone_off', 'Your telephone is off: switch it on, then call.');
  return ctx.tx(async (tx) => {
    const service = await serviceFor(tx, ctx.actor, wish.service);
    const reading = readDialledNumber(wish.number, service);
    if (!reading.ok) throw invalid('number', reading.message);
    const origin =
      wish.contact === null ? null : await accessContact(tx, ctx.actor, wish.contact, 'contact.read');
    const contact = await openCall(tx, ctx, staff, {
      number: reading.value,
      entryPoint: service.entryPointId,
      customerId: await customerOf(tx, ctx, wish),
      origin,
      caseId: wish.case,
    });
    const dialled = await gatewayMedium.dial(tx, ctx, {
      contactId: contact.id,
      agentId: staff,
      to: reading.value,
      ringSeconds: service.ringSeconds,
      // Whoever called hears it.
      machine: false,
    });
    if (!dialled) throw conflict('no_line', 'There is no telephone line on which a call could be placed.');
    await addSystemLine(
      tx,
      ctx,
      contact.conversationId,
      contact.language.startsWith('it')
        ? `Chiamata a ${reading.value} con il numero ${service.number}`
        : `Call to ${reading.value}, showing ${service.number}`,
    );
    await audit(tx, ctx.actor, {
      action: 'call.placed',
      objectType: 'contact',
      objectId: contact.id,
      serviceId: contact.serviceId,
      after: { shown: service.number, customer: contact.customerId, case: contact.caseId },
    });
    const call = (await findCall(tx, { contactId: contact.id, open: true }))!;
    return { contact: contact.id, call: call.id };
  });
}

async function serviceFor(tx: Tx, actor: Actor, serviceId: string): Promise<Shown> {
  const [service] = await outboundOf(tx, serviceId);
  if (service === undefined) throw invalid('service', 'a service for which you may call');
  if (!isShown(service)) {
    // Whoever may call for it at all is told what is missing.
    if (!inScope(scopeOf(actor, 'contact.call'), { serviceId, teamId: null }))
      throw invalid('service', 'a service for which you may call');
    throw conflict(
      'no_shown_number',
      'This service has no number to show to those who are called: an administrator sets it.',
    );
  }
  if (!mayCallFor(actor, service)) throw invalid('service', 'a service for which you may call');
  return service;
}

/** Whom a call is for, where it is said: the customer of its case, or the one that was named. */
async function customerOf(tx: Tx, ctx: Ctx, wish: Wish): Promise<string | null> {
  if (wish.case !== null) {
    if (cases === null) throw notFound('case');
    return (await cases.seen(tx, ctx.actor, wish.case)).customerId;
  }
  if (wish.customer === null || wish.contact !== null) return null;
  if (!(await customersByIds(tx, [wish.customer])).has(wish.customer))
    throw invalid('customer', 'no such customer');
  return wish.customer;
}

/** A contact as lists show it. */
export async function contactNow(ctx: Ctx, id: string) {
  const [contact] = await contactsOf(ctx.db, ctx.actor, [id]);
  if (contact === undefined) throw notFound('contact');
  return contact;
}

const viewOf = ({
  serviceId,
  serviceName,
  entryPointId,
  abroad,
  premium,
  emergency,
  ringSeconds,
  number,
}: OutboundOfService): OutboundView => ({
  id: serviceId,
  serviceName,
  entryPoint: entryPointId,
  abroad,
  premium,
  emergency,
  ringSeconds,
  number: number !== null && isCallable(number) ? number : null,
});

/** What the services in the caller's scope have arranged for calls of their own. */
export async function listOutboundOf(ctx: Ctx): Promise<{ items: OutboundView[] }> {
  const scope = scopeOf(ctx.actor, ['admin.read', 'admin.routing']);
  const services = await outboundOf(ctx.db);
  return {
    items: services.filter(({ serviceId }) => inScope(scope, { serviceId, teamId: null })).map(viewOf),
  };
}

/** @throws Problem 404, 422 naming `entryPoint` when those who are called could not call it back */
export const updateOutboundOf = (
  ctx: Ctx,
  serviceId: string,
  input: Omit<OutboundView, 'id' | 'serviceName' | 'number'>,
): Promise<OutboundView> =>
  ctx.tx(async (tx) => {
    const mayArrange = inScope(scopeOf(ctx.actor, 'admin.routing'), { serviceId, teamId: null });
    if (!mayArrange || (await outboundOf(tx, serviceId)).length === 0) throw notFound('service');
    const { entryPoint, ...rules } = input;
    if (entryPoint !== null) {
      const phone = await phoneOfService(tx, entryPoint, serviceId);
      if (phone === null) throw invalid('entryPoint', 'a telephone number of this service that is in use');
      if (!isCallable(phone.address))
        throw invalid('entryPoint', 'a whole number with its country code, which can be called back');
    }
    const before = await findOutbound(tx, serviceId, { lock: true });
    const after = { serviceId, entryPointId: entryPoint, ...rules };
    await saveOutbound(tx, after);
    await configChanged(tx, ctx.actor, {
      what: 'outbound',
      id: serviceId,
      serviceId,
      before: before ?? outboundDefaults(serviceId),
      after,
    });
    return viewOf((await outboundOf(tx, serviceId))[0]!);
  });
