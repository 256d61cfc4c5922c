import type { Actor, Db, Tx } from '#server/platform/index.ts';

/** What knowledge may ask of the modules above it; the composition root lends it once, before anything is served. */
export interface KnowledgeMeans {
  /** Whether somebody may see a contact, and where it lies. Null: no, or there is none. */
  seesContact(
    db: Db | Tx,
    actor: Actor,
    contactId: string,
    needs: 'contact.read' | 'contact.handle',
  ): Promise<{ serviceId: string | null; teamId: string | null } | null>;
}

let lent: KnowledgeMeans | null = null;
export const configureKnowledge = (means: KnowledgeMeans): void => {
  lent = means;
};
export function knowledgeMeans(): KnowledgeMeans {
  if (lent === null) throw new Error('knowledge was not given its means');
  return lent;
}
