import type { ReactNode } from 'react';
import { formats, nameIn, useText } from '#web/kit/index.ts';
import './offices.css';

/** The ticket, large enough to be read aloud; or what to say where the queue takes nobody. */
export function TicketShown({
  name,
  ticket,
  queue,
  ahead,
  estimatedSeconds,
  blocked,
  actions,
}: {
  name: string;
  ticket: string;
  queue: string | null;
  ahead: number;
  estimatedSeconds: number | null;
  blocked: { because: string; text: { it: string; en: string } } | null;
  actions: ReactNode;
}) {
  const t = useText('work');
  return (
    <div className="visit-ticket" role="status">
      {blocked === null ? (
        <>
          <p className="t2">{name}</p>
          <p className="visit-number num">{ticket}</p>
          {queue !== null && <p>{queue}</p>}
          <p className="t2">
            {ahead === 0 ? t('visit.first') : t('visit.ahead', { count: ahead })}
            {estimatedSeconds !== null &&
              ` · ${t('visit.estimate', { time: formats.span(estimatedSeconds) })}`}
          </p>
        </>
      ) : (
        <>
          <h3>{t(`visit.blocked.${blocked.because}`)}</h3>
          <p className="t2">{nameIn(blocked.text)}</p>
        </>
      )}
      <div className="form-actions">{actions}</div>
    </div>
  );
}
