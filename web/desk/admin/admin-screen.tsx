import './admin.css';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { EmptyState, Page, Skeleton, useText } from '#web/kit/index.ts';
import { may, useMe } from '../app/session.ts';
import { sections } from './sections.ts';

const groups = ['people', 'routing', 'channels', 'content', 'integration', 'control'] as const;

/** The menu of the administration and the section that is open. */
export default function AdminScreen() {
  const t = useText('admin');
  const me = useMe();
  const menu = useRef<HTMLElement>(null);
  const { section } = useParams({ strict: false });
  // On a low screen the menu scrolls: where one is must be in sight.
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    menu.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [section]);
  const visible = sections.filter(({ permissions }) => may(me, ...permissions));
  const first = visible[0];
  if (section === undefined && first !== undefined) return <Navigate to={`/admin/${first.id}`} replace />;
  const current = visible.find(({ id }) => id === section);
  return (
    <div className="admin">
      <nav aria-label={t('title')} className="admin-nav" ref={menu}>
        {groups.map((group) => {
          const mine = visible.filter((one) => one.group === group);
          if (mine.length === 0) return null;
          return (
            <section key={group} aria-labelledby={`admin-${group}`}>
              <h2 id={`admin-${group}`}>{t(`groups.${group}`)}</h2>
              <ul>
                {mine.map(({ id }) => (
                  <li key={id}>
                    <Link to={`/admin/${id}`} activeProps={{ 'aria-current': 'page' }}>
                      {t(`sections.${id}`)}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </nav>
      {current === undefined ? (
        <Page title={t('title')}>
          <EmptyState>{t('noSection')}</EmptyState>
        </Page>
      ) : (
        <Suspense
          fallback={
            <Page title={t(`sections.${current.id}`)}>
              <Skeleton rows={12} height={32} />
            </Page>
          }
        >
          <current.Content key={current.id} />
        </Suspense>
      )}
    </div>
  );
}
