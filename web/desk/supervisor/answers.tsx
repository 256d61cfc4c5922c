import { IconArrowBackUp, IconArrowForwardUp, IconArrowsSort, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ApiProblem, Button, IconButton, problemText, useText } from '#web/kit/index.ts';

/** What can be done with several contacts at once. */
export type Many = 'pass' | 'back' | 'priority';

/** What is chosen, and what can be done with all of it; the place is kept while nothing is. */
export function Bar<Row>({
  tab,
  picked,
  first,
  onFirst,
  onMany,
  onClear,
}: {
  tab: 'waiting' | 'held';
  picked: number;
  /** Those that one press chooses: the first of the list. */
  first: Row[];
  onFirst: (first: Row[]) => void;
  onMany: (many: Many) => void;
  onClear: () => void;
}) {
  const t = useText('supervisor');
  return (
    <div className="steered-bar" role="group" aria-label={t('list.bar')}>
      <output className="num">{picked > 0 ? t('list.picked', { count: picked }) : ''}</output>
      {picked === 0 ? (
        <>
          <Button small disabled={first.length === 0} onClick={() => onFirst(first)}>
            {t('list.first', { count: first.length })}
          </Button>
          <span className="t3 s12 optional">{t('list.hint')}</span>
        </>
      ) : (
        <>
          <Button
            small
            look="solid"
            action="conversation.transfer"
            icon={<IconArrowForwardUp size={14} aria-hidden className="flip" />}
            onClick={() => onMany('pass')}
          >
            {t('list.pass')}
          </Button>
          {tab === 'waiting' ? (
            <Button small icon={<IconArrowsSort size={14} aria-hidden />} onClick={() => onMany('priority')}>
              {t('list.priority')}
            </Button>
          ) : (
            <Button
              small
              icon={<IconArrowBackUp size={14} aria-hidden className="flip" />}
              onClick={() => onMany('back')}
            >
              {t('list.back')}
            </Button>
          )}
          <Button small look="ghost" onClick={onClear}>
            {t('list.clear')}
          </Button>
        </>
      )}
    </div>
  );
}

/** What became of a wish about several contacts. */
export interface Answered {
  said: string;
  done: number;
  refused: { id: string; name: string; code: string; message: string }[];
}

/** Says how many went, and of each that did not why. */
export function Answers({ answered, onClose }: { answered: Answered; onClose: () => void }) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const { said, done, refused } = answered;
  return (
    <div className={`notice ${refused.length > 0 ? 'warn' : 'info'} answers`} role="status">
      <div className="grow">
        <p>{t(`list.${said}`, { count: done })}</p>
        {refused.length > 0 && (
          <>
            <p>{t('list.refused', { count: refused.length })}</p>
            <ul>
              {refused.map(({ id, name, code, message }) => (
                <li key={id}>
                  <Link to={`/inbox/${id}`}>{name}</Link>:{' '}
                  {problemText(new ApiProblem(409, code, message), kit)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <IconButton label={kit('close')} onClick={onClose}>
        <IconX size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
