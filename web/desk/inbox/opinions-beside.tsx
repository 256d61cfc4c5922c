import { OpinionHints } from '../cases/opinion-hints.tsx';
import { useThread } from './thread-cache.ts';
import type { FullContact } from './types.ts';

/** Opinions that answer what the customer wrote last; else those about the classification of the contact. */
export default function OpinionsBeside({ contact }: { contact: FullContact }) {
  const thread = useThread(contact.conversation);
  const last = (thread.data?.items ?? [])
    .filter(({ direction }) => direction === 'in')
    .slice(-2)
    .map(({ text }) => text)
    .join('\n')
    .slice(0, 4000);
  return (
    <OpinionHints
      question={`${contact.subject}\n${last}`.trim()}
      classification={contact.classification}
      contact={contact.id}
      {...(contact.case === null ? {} : { caseId: contact.case })}
    />
  );
}
