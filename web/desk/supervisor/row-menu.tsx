import { Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsSort,
  IconCheck,
  IconDots,
  IconExternalLink,
  IconHandGrab,
  IconHeadphones,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import type { Ref } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { IconButton, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { mayAt } from '../app/places.ts';
import { useMe } from '../app/session.ts';
import type { Verb } from '../steering/verbs.ts';

/** What can be done with one contact of a queue. */
export function RowMenu({
  contact,
  may,
  tabIndex,
  target,
  onVerb,
}: {
  contact: Contact;
  /** Whether the caller may steer it; they may look in any case. */
  may: { steer: boolean; handle: boolean; take: boolean };
  tabIndex: number;
  target?: Ref<HTMLButtonElement>;
  onVerb: (verb: Verb) => void;
}) {
  const t = useText('supervisor');
  const waits = contact.state === 'queued' || contact.state === 'offered';
  const active = contact.state === 'active';
  const me = useMe();
  const follows =
    active &&
    /^(chat|phone)$/.test(contact.channel) &&
    contact.agent !== me.id &&
    mayAt(me, 'contact.listen', { serviceId: contact.service, teamId: contact.team });
  const verbs: [Verb, typeof IconCheck, boolean][] = [
    ['priority', IconArrowsSort, waits],
    ['back', IconArrowBackUp, active],
    ['pass', IconArrowForwardUp, waits || active],
    ['pull', IconHandGrab, may.take && (waits || active)],
    ['finish', IconCheck, active && may.handle],
    ['endWrapUp', IconPlayerSkipForward, contact.state === 'wrap_up'],
  ];
  return (
    <Menu width={230} position="bottom-end">
      <Menu.Target>
        <IconButton
          {...(target === undefined ? {} : { ref: target })}
          label={t('list.actions', { name: contact.customerName })}
          tabIndex={tabIndex}
        >
          <IconDots size={16} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {may.steer &&
          verbs
            .filter(([, , shown]) => shown)
            .map(([verb, Icon]) => (
              <Menu.Item
                key={verb}
                leftSection={
                  <Icon size={15} aria-hidden className={/^(back|pass)$/.test(verb) ? 'flip' : undefined} />
                }
                onClick={() => onVerb(verb)}
              >
                {t(`list.${verb}`)}
              </Menu.Item>
            ))}
        {follows && (
          <Menu.Item
            leftSection={<IconHeadphones size={15} aria-hidden />}
            onClick={() => go(`/listening/${contact.id}`)}
          >
            {t('list.follow')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconExternalLink size={15} aria-hidden />}
          onClick={() => go(`/inbox/${contact.id}`)}
        >
          {t('list.open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
