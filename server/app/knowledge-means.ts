import { accessContact } from '#server/contacts/index.ts';
import type { KnowledgeMeans } from '#server/knowledge/index.ts';
import { Problem } from '#server/platform/index.ts';

/** What knowledge asks of contacts: whether somebody may see one on which it notes what was of use. */
export const knowledgeMeans: KnowledgeMeans = {
  async seesContact(db, actor, contactId, needs) {
    try {
      const { serviceId, teamId } = await accessContact(db, actor, contactId, needs);
      return { serviceId, teamId };
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  },
};
