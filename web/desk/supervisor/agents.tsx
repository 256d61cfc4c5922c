import { useState } from 'react';
import { listTeams } from '#contract/access.ts';
import { listAgents, setPresence, type Agent } from '#contract/routing.ts';
import type { Channel, Presence } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  ChannelIcon,
  Dialog,
  formats,
  FormMessage,
  Loaded,
  SelectField,
  TextField,
  useApi,
  useForm,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { Filter, refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { byAttention } from './gravity.rules.ts';

/** What to call where an agent stands. */
const wordOf = (agent: Agent): string =>
  agent.presence === 'offline'
    ? 'offline'
    : agent.status === 'not_responding'
      ? 'not_responding'
      : agent.presence === 'not_ready'
        ? (agent.reason ?? 'not_ready')
        : agent.status === 'off_queue'
          ? 'idle'
          : agent.status;
const groupOf = (agent: Agent): Group =>
  agent.presence === 'offline'
    ? 'offline'
    : agent.status === 'not_responding'
      ? 'not_responding'
      : agent.presence === 'not_ready'
        ? 'pause'
        : agent.status === 'wrap_up'
          ? 'wrap_up'
          : agent.status === 'interacting' || agent.status === 'offered'
            ? 'interacting'
            : 'idle';
const groups = ['not_responding', 'interacting', 'wrap_up', 'idle', 'pause', 'offline'] as const;
type Group = (typeof groups)[number];

/** Agents with presence, computed state, time in it and load; those who need somebody first. */
export function Agents({
  query,
}: {
  query: {
    data: { items: Agent[] } | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
}) {
  const t = useText('supervisor');
  const teams = useApi(listTeams);
  const [team, setTeam] = useState('');
  const items = (query.data?.items ?? []).filter((one) => team === '' || one.teamId === team);
  const connected = items.filter(({ presence }) => presence !== 'offline').length;
  return (
    <section className="panel flush agents" aria-label={t('agents.title')}>
      <header>
        <h2>
          {t('agents.title')}{' '}
          <span className="t3 agents-count">{t('agents.connected', { count: connected })}</span>
        </h2>
        <Filter
          label={t('agents.team')}
          all={t('agents.allTeams')}
          value={team}
          onChange={setTeam}
          options={(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </header>
      <Loaded query={query} rows={8} height={30}>
        {() => (
          <>
            <Spread agents={items} />
            {items.length === 0 && <p className="empty">{t('agents.empty')}</p>}
            <ul className="agent-rows">
              {items.toSorted(byAttention).map((agent) => (
                <AgentRow key={agent.id} agent={agent} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}

/** How the floor is spread over the states: a bar, and the same in words and numbers. */
function Spread({ agents }: { agents: Agent[] }) {
  const t = useText('supervisor');
  const counts = groups
    .map((group) => ({ group, count: agents.filter((one) => groupOf(one) === group).length }))
    .filter(({ group, count }) => count > 0 && group !== 'offline');
  if (counts.length === 0) return null;
  return (
    <div className="spread">
      <div className="spread-bar" aria-hidden>
        {counts.map(({ group, count }) => (
          <i key={group} className={`g-${group}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className="s12 t2">
        {counts.map(({ group, count }) => (
          <span key={group}>
            <i className={`g-dot g-${group}`} aria-hidden />
            {t(`group.${group}`)} <b className="num">{count}</b>
          </span>
        ))}
      </p>
    </div>
  );
}

function AgentRow({ agent }: { agent: Agent }) {
  const t = useText('supervisor');
  const now = useNow();
  const supervises = useMay('routing.supervise');
  const [setting, setSetting] = useState(false);
  const seconds = (now - Date.parse(agent.presenceSince)) / 1000;
  const loads = Object.entries(agent.load).filter(([, { active, max }]) => max > 0 || active > 0);
  const group = groupOf(agent);
  return (
    <li className={`agent-row ${group}`}>
      <i className={`g-dot g-${group}`} aria-hidden />
      {supervises ? (
        <button type="button" className="row-open ell agent-name" onClick={() => setSetting(true)}>
          {agent.name}
          <span className="sr">, {t('agents.change')}</span>
        </button>
      ) : (
        <b className="ell agent-name">{agent.name}</b>
      )}
      <span className="agent-load s12">
        {group !== 'offline' &&
          loads.map(([channel, { active, max }]) => (
            <span key={channel} className={`num ${active >= max ? 'full' : 't2'}`}>
              <ChannelIcon channel={channel as Channel} size={13} />
              <span className="sr">{t('agents.load', { active, max })}</span>
              <span aria-hidden>
                {active}/{max}
              </span>
            </span>
          ))}
      </span>
      <span className="agent-word s12 ell">
        {t(`word.${wordOf(agent)}`)}
        {agent.missed > 0 && group !== 'offline' && (
          <span className="t3"> · {t('agents.missed', { count: agent.missed })}</span>
        )}
      </span>
      <span className="num s12 t2 agent-time">
        {seconds < 36_000 ? formats.clock(seconds) : formats.span(seconds)}
      </span>
      {setting && <PresenceDialog agent={agent} onClose={() => setSetting(false)} />}
    </li>
  );
}

const choices = [
  'available',
  'break',
  'meal',
  'training',
  'meeting',
  'back_office',
  'coaching',
  'offline',
] as const;

/** Sets somebody else's presence; the why is kept in the audit log. */
function PresenceDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const t = useText('supervisor');
  const form = useForm<{ to: (typeof choices)[number]; why: string }>({
    to: agent.presence === 'available' && agent.status !== 'not_responding' ? 'break' : 'available',
    why: '',
  });
  const submit = form.submit(async ({ to, why }) => {
    const declared: Presence = to === 'available' || to === 'offline' ? to : 'not_ready';
    await callPatiently(setPresence, {
      params: { id: agent.id },
      body: { presence: declared, reason: to === 'available' || to === 'offline' ? null : to, why },
    });
    await refresh(listAgents);
    onClose();
  });
  return (
    <Dialog title={t('presence.title', { name: agent.name })} onClose={onClose} size={440}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <SelectField
          label={t('presence.to')}
          value={form.values.to}
          error={form.error('presence') ?? form.error('reason')}
          onChange={(event) => form.set('to', event.target.value as (typeof choices)[number])}
          options={choices.map((one) => ({ value: one, label: t(`word.${one}`) }))}
          data-autofocus
        />
        <TextField
          label={t('presence.why')}
          help={t('presence.whyHelp')}
          {...form.text('why')}
          maxLength={500}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('presence.cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.why.trim().length < 3}>
            {t('presence.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
