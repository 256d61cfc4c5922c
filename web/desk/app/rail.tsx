import { Tooltip } from '@mantine/core';
import { IconKeyboard, IconLayoutSidebar } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy } from 'react';
import { workload } from '#contract/contacts.ts';
import { Avatar, Logo, printed, useApi, useKeysOf, useText } from '#web/kit/index.ts';
import { LateMenu } from './late-menu.tsx';
import { sectionsOf } from './modules.ts';
import type { Screen } from './screens.ts';
import { may, preferencesOf, savePreferences, useMe } from './session.ts';

const AccountMenu = lazy(() => import('./account-menu.tsx'));

/** Sections that this person may see, then keys and profile. */
export function Rail({ onSheet }: { onSheet: () => void }) {
  const t = useText('desk');
  const me = useMe();
  const sections = sectionsOf(me);
  const { names } = preferencesOf(me);
  const work = useApi(workload, undefined, { enabled: may(me, 'contact.handle') });
  const unread = work.data?.contacts.filter((one) => one.unread).length ?? 0;
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <Logo />
      <div className="rail-sections">
        {sections.map((screen, index) => (
          <Section
            key={screen.path}
            screen={screen}
            count={screen.path === '/inbox' ? unread : 0}
            apart={index > 0 && groupOf(screen) !== groupOf(sections[index - 1]!)}
          />
        ))}
      </div>
      <Tooltip label={t('nav.names')} position="right" disabled={names}>
        <button
          type="button"
          className="rail-names"
          aria-pressed={names}
          aria-label={t('nav.names')}
          onClick={() => savePreferences({ names: !names })}
        >
          <IconLayoutSidebar size={20} stroke={1.6} aria-hidden />
          <span className="rail-name">{t('nav.names')}</span>
        </button>
      </Tooltip>
      <Tooltip label={t('keys.title')} position="right" disabled={names}>
        <button type="button" aria-label={t('keys.title')} aria-keyshortcuts="?" onClick={onSheet}>
          <IconKeyboard size={20} stroke={1.6} aria-hidden />
          <span className="rail-name">{t('keys.title')}</span>
        </button>
      </Tooltip>
      <Account />
    </nav>
  );
}

/** Sections that belong together share the tens of their order; a little room stands between groups. */
const groupOf = ({ nav }: Screen): number => Math.floor((nav?.order ?? 0) / 10);

function Section({ screen, count, apart }: { screen: Screen; count: number; apart: boolean }) {
  const t = useText('desk');
  const keys = useKeysOf(screen.nav?.action ?? '');
  const nav = screen.nav;
  if (nav === undefined) return null;
  const label = t(nav.label);
  return (
    <Tooltip label={keys === '' ? label : `${label} · ${printed(keys)}`} position="right">
      <Link
        to={screen.path}
        data-apart={apart || undefined}
        activeOptions={{ exact: false }}
        activeProps={{ 'aria-current': 'page' }}
        aria-label={count > 0 ? t('nav.withUnread', { label, count }) : label}
      >
        <nav.icon size={20} stroke={1.6} />
        <span className="rail-name" aria-hidden>
          {label}
        </span>
        {count > 0 && (
          <span className="dot num" aria-hidden>
            {count}
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

function Account() {
  const t = useText('desk');
  const me = useMe();
  return (
    <LateMenu
      button={
        <button type="button">
          <span className="sr">{t('account.label', { name: me.name })}</span>
          <Avatar name={me.name} me />
          <span className="rail-name" aria-hidden>
            {me.name}
          </span>
        </button>
      }
      menu={(button, opening) => <AccountMenu button={button} opening={opening} />}
    />
  );
}
