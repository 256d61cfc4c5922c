import { Link } from '@tanstack/react-router';
import { IconInfoCircle } from '@tabler/icons-react';
import { customerTimeline } from '#contract/contacts.ts';
import { ChannelIcon, EmptyState, formats, Loaded, useText } from '#web/kit/index.ts';
import { usePages } from '#web/kit/records.tsx';

/** Every contact and case of the customer, on every channel. */
export function HistoryTab({ customer, current }: { customer: string; current: string }) {
  const t = useText('inbox');
  const { query, foot } = usePages(customerTimeline, { params: { id: customer }, query: { limit: 40 } });
  return (
    <Loaded query={query} rows={8} height={52}>
      {(items) => (
        <>
          <ol className="timeline">
            {items.map(({ contact, case: one, at }) => (
              <li key={contact?.id ?? one?.id} aria-current={contact?.id === current || undefined}>
                {contact !== null ? (
                  <>
                    <ChannelIcon channel={contact.channel} size={15} />
                    <div className="grow">
                      <Link className="ell" to={`/inbox/${contact.id}`}>
                        {contact.subject === '' ? contact.preview : contact.subject}
                      </Link>
                      <p className="t3 s12 ell">
                        {t(`state.${contact.state}`)}
                        {contact.agentName === null ? '' : ` · ${contact.agentName}`}
                      </p>
                    </div>
                  </>
                ) : one !== null ? (
                  <>
                    <IconInfoCircle size={15} aria-hidden className="t3" />
                    <div className="grow">
                      <Link className="ell" to={`/cases/${one.id}`}>
                        {one.subject}
                      </Link>
                      <p className="t3 s12 ell num">{t('history.case', { number: one.number })}</p>
                    </div>
                  </>
                ) : null}
                <span className="t3 s11 num">{formats.brief(at)}</span>
              </li>
            ))}
          </ol>
          {items.length === 0 && <EmptyState>{t('history.none')}</EmptyState>}
          {foot}
        </>
      )}
    </Loaded>
  );
}
