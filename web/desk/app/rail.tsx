import { Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLayoutSidebar,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { workload } from '#contract/contacts.ts';
import {
  Avatar,
  Logo,
  printed,
  useApi,
  useKeysOf,
  useText,
  type Language,
  type Scheme,
} from '#web/kit/index.ts';
import { sectionsOf } from './modules.ts';
import { go } from './go.ts';
import type { Screen } from './screens.ts';
import { changeLanguage, leave, may, preferencesOf, savePreferences, useMe } from './session.ts';

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
  const { theme } = preferencesOf(me);
  const { setColorScheme } = useMantineColorScheme();
  const themes = [
    ['light', IconSun],
    ['dark', IconMoon],
    ['auto', IconDeviceDesktop],
  ] as const;
  return (
    <Menu position="right-end" width={230}>
      <Menu.Target>
        <button type="button">
          <span className="sr">{t('account.label', { name: me.name })}</span>
          <Avatar name={me.name} me />
          <span className="rail-name" aria-hidden>
            {me.name}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        <Menu.Item leftSection={<IconUser size={15} aria-hidden />} onClick={() => go('/profile')}>
          {t('account.profile')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('account.theme')}</Menu.Label>
        <Menu.RadioGroup
          value={theme}
          onChange={(value) => {
            setColorScheme(value as Scheme);
            savePreferences({ theme: value as Scheme });
          }}
        >
          {themes.map(([one, Icon]) => (
            <Menu.RadioItem key={one} value={one}>
              <span className="row">
                <Icon size={15} aria-hidden />
                {t(`account.${one}`)}
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('language.label')}</Menu.Label>
        <Menu.RadioGroup value={me.language} onChange={(value) => changeLanguage(value as Language)}>
          {(['it', 'en'] as const).map((one) => (
            <Menu.RadioItem key={one} lang={one} value={one}>
              {one === 'it' ? 'Italiano' : 'English'}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={leave}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
