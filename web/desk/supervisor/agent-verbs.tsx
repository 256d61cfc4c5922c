import { Menu } from '@mantine/core';
import {
  IconArrowsExchange,
  IconHeadphones,
  IconListDetails,
  IconLogout,
  IconUserCog,
} from '@tabler/icons-react';
import type { ListedAgent } from '#contract/routing.ts';
import { useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMay, useMe } from '../app/session.ts';
import { LendDialog } from './lend-dialog.tsx';
import { LogOutDialog } from './log-out-dialog.tsx';
import { PresenceDialog } from './presence-dialog.tsx';

export type AgentVerb = 'lend' | 'presence' | 'logOut';

/** An agent's name, and what can be done with them. */
export function AgentMenu({
  agent,
  tabIndex,
  onVerb,
}: {
  agent: ListedAgent;
  tabIndex?: number;
  onVerb: (verb: AgentVerb) => void;
}) {
  const t = useText('supervisor');
  const me = useMe();
  const reads = useMay('contact.read');
  const listens = useMay('contact.listen');
  return (
    <Menu width={230} position="bottom-start">
      <Menu.Target>
        <button type="button" className="row-open ell agent-name" tabIndex={tabIndex}>
          {agent.name}
          <span className="sr">, {t('agents.actions')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowsExchange size={15} aria-hidden />}
          disabled={agent.profileId === null}
          onClick={() => onVerb('lend')}
        >
          {agent.profileId === null ? t('agents.notLent') : t('agents.lend')}
        </Menu.Item>
        <Menu.Item leftSection={<IconUserCog size={15} aria-hidden />} onClick={() => onVerb('presence')}>
          {t('agents.presence')}
        </Menu.Item>
        {reads && (
          <Menu.Item
            leftSection={<IconListDetails size={15} aria-hidden />}
            onClick={() => go(`/contacts?agent=${agent.id}&state=active%2Cwrap_up`)}
          >
            {t('agents.contacts')}
          </Menu.Item>
        )}
        {listens && agent.id !== me.id && (
          <Menu.Item
            leftSection={<IconHeadphones size={15} aria-hidden />}
            onClick={() => go(`/listening?agent=${agent.id}`)}
          >
            {t('agents.follow')}
          </Menu.Item>
        )}
        {agent.id !== me.id && (
          <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => onVerb('logOut')}>
            {t('agents.logOut')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The dialog of a verb on agents. */
export function AgentVerbDialog({
  verb,
  agents,
  onClose,
}: {
  verb: AgentVerb;
  agents: readonly ListedAgent[];
  onClose: () => void;
}) {
  const [first] = agents;
  if (first === undefined) return null;
  if (verb === 'lend') return <LendDialog agents={agents} onClose={onClose} />;
  if (verb === 'presence') return <PresenceDialog agent={first} onClose={onClose} />;
  return <LogOutDialog agent={first} onClose={onClose} />;
}
