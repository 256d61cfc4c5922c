import { Link } from '@tanstack/react-router';
import type { Contact } from '#contract/contacts.ts';
import { Chip, useText } from '#web/kit/index.ts';

/** Whether a contact was solved at first contact, without a case; nothing where nothing was said. */
export default function FirstContactChip({
  contact,
}: {
  contact: Pick<Contact, 'firstContact'> & {
    firstContactWhy?: 'repeat' | 'case' | 'outcome' | null;
    firstContactBy?: { id: string; number: string } | null;
  };
}) {
  const t = useText('first-contact');
  const { firstContact, firstContactWhy, firstContactBy } = contact;
  if (firstContact === null) return null;
  return (
    <>
      <Chip tone={firstContact === 'yes' ? 'ok' : 'line'}>{t(`mark.${firstContact}`)}</Chip>
      {firstContactWhy != null && (
        <span className="ell">
          {t(`why.${firstContactWhy}`)}
          {firstContactBy != null && (
            <>
              {' '}
              <Link to={`/inbox/${firstContactBy.id}`} className="link num">
                {firstContactBy.number}
              </Link>
            </>
          )}
        </span>
      )}
    </>
  );
}
