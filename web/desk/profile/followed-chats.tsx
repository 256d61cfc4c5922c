import { IconHeadphones } from '@tabler/icons-react';
import { protectionNotice } from '#contract/figures.ts';
import { listListening, type Listening } from '#contract/listening.ts';
import { formats, Loaded, Panel, useApi, useText } from '#web/kit/index.ts';
import { usePages } from '#web/kit/records.tsx';
import { may, useMe } from '../app/session.ts';

/** Who followed my chats and calls, when and why: what an agent may always know of how they were watched. */
export function FollowedChats() {
  const me = useMe();
  const notice = useApi(protectionNotice);
  const { query, foot } = usePages(
    listListening,
    { query: { state: 'all', as: 'agent', limit: 20 } },
    { enabled: me.isAgent && may(me, 'contact.handle') },
  );
  const t = useText('listening');
  if (!me.isAgent) return null;
  // Where it was never allowed there is nothing to tell.
  if (notice.data?.listening !== true && (query.data ?? []).length === 0) return null;
  return (
    <Panel title={t('history.title')}>
      <Loaded query={query} rows={3} height={40}>
        {(items) =>
          items.length === 0 ? (
            <p className="t3">{t('history.none')}</p>
          ) : (
            <>
              <ul className="followed-list">
                {items.map((one) => (
                  <Row key={one.id} listening={one} />
                ))}
              </ul>
              {foot}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Row({ listening: one }: { listening: Listening }) {
  const t = useText('listening');
  const call = one.channel === 'phone';
  const how =
    one.endedBecause === 'declined' || one.endedBecause === 'unanswered'
      ? t(`history.${one.endedBecause}`)
      : one.endedAt === null
        ? t('history.now')
        : one.agreedAt === null
          ? ''
          : t('history.lasted', {
              time: formats.span((Date.parse(one.endedAt) - Date.parse(one.agreedAt)) / 1000),
            });
  return (
    <li>
      <b>
        <IconHeadphones size={14} aria-hidden />
        {t(call ? 'history.lineCall' : 'history.line', {
          name: one.supervisorName,
          number: one.number,
        })}
      </b>
      <span className="t3 s12 num">{formats.dateTime(one.startedAt)}</span>
      <span className="t2">{t('history.why', { why: one.why })}</span>
      <span className="t3 s12">
        {[
          how,
          one.whisperedAt === null ? '' : t('history.whispered'),
          one.steppedInAt === null ? '' : t(call ? 'history.steppedInCall' : 'history.steppedIn'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}
