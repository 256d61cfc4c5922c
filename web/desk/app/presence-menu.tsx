import { Menu } from '@mantine/core';
import type { ReactElement } from 'react';
import { useText } from '#web/kit/index.ts';
import type { Opening } from './late-menu.tsx';
import { reasons } from './reasons.ts';

/** The states one may choose. `declared`: the one that is ticked, if any. */
export default function PresenceMenu({
  button,
  opening,
  declared,
  onChoose,
}: {
  button: ReactElement;
  opening: Opening;
  declared: string;
  onChoose: (value: string) => void;
}) {
  const t = useText('desk');
  return (
    <Menu width={240} {...opening}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('presence.choose')}</Menu.Label>
        <Menu.RadioGroup value={declared} onChange={onChoose}>
          <Choice tone="ok" value="available" />
          {reasons.map((reason) => (
            <Choice key={reason} tone="warn" value={reason} />
          ))}
          <Choice tone="off" value="offline" />
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({ tone, value }: { tone: string; value: string }) {
  const t = useText('desk');
  return (
    <Menu.RadioItem value={value} closeMenuOnClick>
      <span className="row">
        <i className={`state-dot ${tone}`} aria-hidden />
        {t(`presence.${value}`)}
      </span>
    </Menu.RadioItem>
  );
}
