import { adoptIdentities, customersByIds } from '#server/customers/index.ts';
import { audit, conflict, invalid, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessContact } from './access.ts';
import type { ContactRow } from './access.read.ts';
import { lockedContact } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { changeConversation, changeContacts, lockConversations } from './contacts.store.ts';
import { judgeFirstContact } from './first-contact/first-contact.service.ts';
import { contactsOnConversation, writersOf } from './customer.read.ts';

/**
 * Moves a contact's whole conversation to the right customer, where a person has recognised them. With `addIdentity`
 * the address the messages came from becomes an identity of that customer too. Customers are never merged by this.
 */
export const moveToCustomer = (
  ctx: Ctx,
  contactId: string,
  to: { customer: string; addIdentity: boolean },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (!(await customersByIds(tx, [to.customer])).has(to.customer))
      throw invalid('customer', 'a customer of the registry');
    if (contact.customerId === to.customer) return contactId;
    if (contact.kind === 'case_step')
      throw conflict('follows_case', 'A step belongs to the customer of its case.');
    await move(tx, ctx, contact, to.customer);
    if (to.addIdentity) {
      const writers = await writersOf(tx, contact.conversationId);
      await adoptIdentities(
        tx,
        ctx,
        to.customer,
        writers.map((value) => ({ type: 'email', value })),
      );
    }
    return contactId;
  });

/** The same for a customer whom a flow has identified; whether it may is its channel's to know. */
export async function moveConversation(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  customerId: string,
): Promise<void> {
  await move(tx, ctx, await lockedContact(tx, ctx, contactId), customerId);
}

async function move(tx: Tx, ctx: Ctx, contact: ContactRow, customerId: string): Promise<void> {
  await lockConversations(tx, [contact.conversationId]);
  const contacts = await contactsOnConversation(tx, contact.conversationId);
  await changeConversation(tx, contact.conversationId, { customerId });
  await changeContacts(tx, contacts, { customerId });
  await audit(tx, ctx.actor, {
    action: 'contact.customer-changed',
    objectType: 'contact',
    objectId: contact.id,
    serviceId: contact.serviceId,
    before: { customer: contact.customerId },
    after: { customer: customerId },
  });
  await record(
    tx,
    ctx.actor,
    ...contacts.map((id) => ({
      kind: 'contact.changed',
      subjectId: id,
      ...placeOf(contact),
      data: {
        contact: id,
        conversation: contact.conversationId,
        customer: customerId,
        fields: ['customer'],
      },
    })),
    {
      kind: 'conversation.changed',
      subjectId: contact.conversationId,
      ...placeOf(contact),
      data: { conversation: contact.conversationId },
    },
  );
  for (const id of contacts) await judgeFirstContact(tx, ctx, id);
}
