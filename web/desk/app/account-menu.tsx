import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useText, type Language, type Scheme } from '#web/kit/index.ts';
import { go } from './go.ts';
import type { Opening } from './late-menu.tsx';
import { changeLanguage, leave, preferencesOf, savePreferences, useMe } from './session.ts';

/** Profile, theme, language and the way out. */
export default function AccountMenu({ button, opening }: { button: ReactElement; opening: Opening }) {
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
    <Menu position="right-end" width={230} {...opening}>
      <Menu.Target>{button}</Menu.Target>
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
