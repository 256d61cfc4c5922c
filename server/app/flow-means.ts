import { fieldRequired } from '#contract/pure/case-fields.ts';
import { caseNumbered, currentTypes, noteForCustomer, openCaseIn } from '#server/cases/index.ts';
import { email, sms, voice, wantsOf } from '#server/channels/index.ts';
import { accessContact, requestCallback, sendNotice } from '#server/contacts/index.ts';
import { checkPin, customersByIds, findByIdentifier, reachOf } from '#server/customers/index.ts';
import type { FlowMeans } from '#server/flows/index.ts';
import { answerOf, classificationsByCode, findAnswer, noteSearch } from '#server/knowledge/index.ts';
import { Problem, systemActor, type Ctx } from '#server/platform/index.ts';
import { readQueues, skillsByCode } from '#server/routing/index.ts';
import { flowActs, flowLookups } from './flow-parts.ts';

// What the other modules do for self-service. Whoever walks through a flow has no permission of their own: what is done
// for them is done by the system, for the customer that was identified.

const bySystem = (ctx: Ctx): Ctx => ({ ...ctx, actor: { ...systemActor, ip: ctx.actor.ip } });
const identityOf = { phone: 'phone', customer_code: 'customer_number', fiscal_code: 'fiscal_code' } as const;

/** What was not said is not given. */
const given = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));

/** Null where what was given is refused; it is judged before anything is written. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.status === 422) return null;
    throw error;
  }
}

export const flowMeans: FlowMeans = {
  lookups: flowLookups,
  acts: flowActs.map((act) => ({ ...act, do: (tx, ctx, asked) => act.do(tx, bySystem(ctx), asked) })),
  async findCustomer(tx, by, value) {
    const found = await findByIdentifier(tx, identityOf[by], value);
    if (found.found !== 'one') return found;
    const { mail, phone, pin } = await reachOf(tx, found.customerId);
    return {
      ...found,
      mail,
      phone,
      proofs: [
        ...(pin ? (['pin'] as const) : []),
        ...(phone === null ? [] : (['code_sms'] as const)),
        ...(mail === null ? [] : (['code_mail'] as const)),
      ],
    };
  },
  async customerValues(tx, customerId) {
    const customer = (await customersByIds(tx, [customerId])).get(customerId);
    return {
      name: customer?.name ?? '',
      number: customer?.number ?? '',
      language: customer?.language ?? 'it',
      kind: customer?.kind ?? 'person',
    };
  },
  checkPin,
  async addressesOf(tx, customerId) {
    const { mail, phone } = await reachOf(tx, customerId);
    return { mail, phone };
  },
  sendMail: (tx, mail) => email.queueNotice(tx, { ...mail, audience: 'customer', serviceId: null }),
  sendSms: (tx, ctx, one) => sms.smsMedium.send(tx, ctx, one),
  // What the organisation has published says it best; else a standard text that stands by itself.
  async search(tx, ctx, question, language) {
    const at = ctx.clock.now();
    const answer =
      (await answerOf(tx, question, language, at)) ?? (await findAnswer(tx, question, language, at));
    await noteSearch(tx, { place: 'flow', language, question, hits: answer === null ? 0 : 1, at });
    return answer;
  },
  async openCase(tx, ctx, wish) {
    const classification =
      wish.classification === null
        ? null
        : ((await classificationsByCode(tx)).find(({ code }) => code === wish.classification)?.id ?? null);
    const open = () =>
      openCaseIn(tx, bySystem(ctx), {
        type: wish.type,
        fields: given(wish.fields),
        subject: wish.subject.slice(0, 300),
        description: wish.text,
        classification,
        customer: wish.customerId,
        ...(wish.serviceId === null ? {} : { service: wish.serviceId }),
        owner: null,
        tellCustomer: true,
      });
    return unlessRefused(async () => ({ number: (await caseNumbered(tx, await open()))!.number }));
  },
  async noteOnCase(tx, ctx, wish) {
    const noted = () => noteForCustomer(tx, bySystem(ctx), { ...wish, fields: given(wish.fields) });
    return (await unlessRefused(noted)) ?? false;
  },
  toldFirst: (tx, ctx, who) => voice.tellInWriting(tx, bySystem(ctx), who),
  async sendToCustomer(tx, ctx, { customerId, serviceId, subject, text, language, document, missing }) {
    const sent = await sendNotice(tx, bySystem(ctx), {
      customerId,
      serviceId,
      teamId: null,
      subject,
      text,
      language,
      official: true,
      document,
      missing,
    });
    if (sent === null) return 'no_address';
    return 'held' in sent ? sent : 'sent';
  },
  async queueByCode(db, code) {
    const queue = (await readQueues(db)).find((one) => one.code === code && one.active);
    return queue === undefined
      ? null
      : {
          id: queue.id,
          serviceId: queue.serviceId,
          calendarId: queue.calendarId,
          emergency: queue.emergencyClosed,
        };
  },
  async callback(tx, ctx, { queueId, number, channel, language, customerId, note, wants }) {
    try {
      const promise = await requestCallback(tx, bySystem(ctx), {
        number,
        queueId,
        via: channel === 'phone' ? 'phone' : channel === 'chat' ? 'chat' : 'page',
        at: null,
        note,
        language,
        customer:
          customerId === null
            ? { identities: [{ type: 'phone', value: number }], name: number }
            : { id: customerId },
        origin: null,
        wants: await wantsOf(tx, ctx, wants),
      });
      return { contactId: promise.contactId };
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return null;
      throw error;
    }
  },
  async maySeeContact(db, actor, contactId) {
    try {
      await accessContact(db, actor, contactId, 'contact.read');
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return false;
      throw error;
    }
  },
  queues: async (db) =>
    (await readQueues(db)).filter(({ active }) => active).map(({ code, name }) => ({ code, name })),
  caseTypes: async (db) =>
    (await currentTypes(db)).map(({ definition }) => ({
      code: definition.code,
      name: definition.name.it,
      fields: definition.fields.map((field) => ({
        code: field.key,
        name: field.label.it,
        // What is asked for only under a condition, a flow may leave out.
        required: field.showIf === undefined && fieldRequired(field, definition.states[0]!.key),
      })),
    })),
  skills: async (db) => (await skillsByCode(db)).map(({ code, name }) => ({ code, name })),
  classifications: async (db) => (await classificationsByCode(db)).map(({ code, name }) => ({ code, name })),
};
