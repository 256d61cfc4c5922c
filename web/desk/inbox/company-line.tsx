import { IconEye, IconPencil } from '@tabler/icons-react';
import { useText } from '#web/kit/index.ts';
import { useCompany } from './company.ts';

/** Who else is in the conversation: looking, or typing. Spoken, because two answers to one customer are worse. */
export function Company({ conversation }: { conversation: string }) {
  const t = useText('inbox');
  const people = useCompany(conversation).filter(({ id }) => id !== 'customer');
  const typing = people.filter(({ doing }) => doing !== 'looking');
  const looking = people.filter(({ doing }) => doing === 'looking');
  return (
    <span role="status" className="company">
      {typing.map(({ id, name, doing }) => (
        <span key={id} className="chip warn">
          <IconPencil size={11} aria-hidden />
          <span className="ell">{t(doing === 'note' ? 'company.note' : 'company.reply', { name })}</span>
        </span>
      ))}
      {looking.length > 0 && (
        <span className="chip mute">
          <IconEye size={11} aria-hidden />
          <span className="ell">
            {looking.length === 1
              ? t('company.looking', { name: looking[0]?.name })
              : t('company.lookingMany', { count: looking.length })}
          </span>
        </span>
      )}
    </span>
  );
}
