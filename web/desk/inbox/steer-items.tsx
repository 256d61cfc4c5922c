import { Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsSort,
  IconCheck,
  IconHandGrab,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import type { Verb } from '../steering/verbs.ts';
import type { FullContact } from './types.ts';

/** What a supervisor may do with a contact that is not their own, in its menu. */
export default function SteerItems({
  contact,
  onVerb,
}: {
  contact: FullContact;
  onVerb: (verb: Verb) => void;
}) {
  const t = useText('steering');
  const handles = useMay('contact.handle');
  const waits = contact.state === 'queued' || contact.state === 'offered';
  const verbs: [Verb, typeof IconCheck, string, boolean][] = waits
    ? [
        ['priority', IconArrowsSort, t('action.priority'), true],
        ['pass', IconArrowForwardUp, t('action.pass'), true],
      ]
    : contact.state === 'active'
      ? [
          ['pull', IconHandGrab, t('action.pull'), handles],
          ['back', IconArrowBackUp, t('action.back'), contact.queue !== null],
          ['pass', IconArrowForwardUp, t('action.pass'), true],
          ['finish', IconCheck, t('action.finishFor'), handles],
        ]
      : contact.state === 'wrap_up'
        ? [
            ['wrapUp', IconCheck, t('action.wrapUpFor'), handles],
            ['endWrapUp', IconPlayerSkipForward, t('action.endWrapUp'), true],
          ]
        : [];
  return verbs
    .filter(([, , , shown]) => shown)
    .map(([verb, Icon, label]) => (
      <Menu.Item
        key={verb}
        leftSection={
          <Icon size={15} aria-hidden className={/^(back|pass)$/.test(verb) ? 'flip' : undefined} />
        }
        onClick={() => onVerb(verb)}
      >
        {label}
      </Menu.Item>
    ));
}
