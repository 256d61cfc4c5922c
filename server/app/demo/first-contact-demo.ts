import { caseNumber } from '#server/cases/cases.rules.ts';
import { addEntry, insertCase, nextCaseNumber } from '#server/cases/cases.store.ts';
import { ensureShippedTypes } from '#server/cases/types/shipped.service.ts';
import { currentType } from '#server/cases/types/types.store.ts';
import { newId, type Ctx } from '#server/platform/index.ts';
import { answeredContacts, belongsTo } from './first-contact-demo.store.ts';

// Requests for information that were opened and settled in the same contact: they count as solved at first contact.

const SINCE = 60 * 86_400_000;
const MOST = 90;
const TYPE = 'information';
const RESOLUTION = 'Spiegato al cliente durante il contatto: non serve altro.';

/** Gives some of the demo's contacts a case that began and ended in them. */
export async function loadFirstContacts(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    // A first start loads the demo before the process brings its types.
    await ensureShippedTypes(tx, ctx.clock.now());
    const type = await currentType(tx, TYPE);
    if (type === null) return;
    const { states, transitions } = type.definition;
    const [begins] = states;
    const closed = states.find(({ status }) => status === 'closed')!;
    const close = transitions.find(({ from, to }) => to === closed.key && from.includes(begins!.key))!;
    for (const contact of await answeredContacts(tx, new Date(ctx.clock.now().getTime() - SINCE), MOST)) {
      const id = newId();
      const openedAt = new Date(contact.answeredAt.getTime() + 60_000);
      const by = `staff:${contact.agentId}`;
      await insertCase(tx, {
        id,
        number: caseNumber(await nextCaseNumber(tx), openedAt),
        type: TYPE,
        typeVersion: type.version,
        state: closed.key,
        stateSince: contact.closedAt,
        status: closed.status,
        fields: '{}',
        classificationId: contact.classificationId,
        subject: contact.subject,
        description: '',
        customerId: contact.customerId,
        serviceId: contact.serviceId,
        teamId: contact.teamId,
        ownerId: contact.agentId,
        entryPointId: contact.entryPointId,
        openedBy: by,
        openedAt,
        closedAt: contact.closedAt,
        resolution: RESOLUTION,
        version: 2,
        firstContact: 'yes',
        firstContactAt: contact.closedAt,
      });
      const entry = (
        kind: 'opened' | 'status' | 'step',
        at: Date,
        body: string,
        data: Record<string, unknown>,
      ) => addEntry(tx, { caseId: id, at, kind, actor: by, authorName: contact.agentName, body, data });
      await entry('opened', openedAt, '', { contact: contact.id, type: TYPE, owner: contact.agentId });
      await entry('status', contact.closedAt, RESOLUTION, {
        from: begins!.status,
        to: closed.status,
        transition: close.key,
        transitionName: close.name,
        fromState: begins!.key,
        toState: closed.key,
        fromName: begins!.name,
        toName: closed.name,
        version: 2,
      });
      await entry('step', new Date(contact.closedAt.getTime() + 1), '', {
        about: 'first_contact',
        why: null,
      });
      await belongsTo(tx, contact.id, id);
    }
  });
}
