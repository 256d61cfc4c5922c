import { useState } from 'react';
import { listColleagues } from '#contract/handling.ts';
import { listQueues, myAgent } from '#contract/routing.ts';
import {
  Button,
  CheckField,
  Dialog,
  FormMessage,
  problemText,
  TabPanel,
  Tabs,
  TextField,
  useApi,
  useForm,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import './steering.css';
import { isWhy, rememberWhy, WhyField } from './why.tsx';
import type { Destination, Steered } from './verbs.ts';

// Who would take it now stands first.
const states = [
  { state: 'free', tone: 'ok' },
  { state: 'busy', tone: 'warn' },
  { state: 'away', tone: 'off' },
] as const;
interface Choice {
  id: string;
  name: string;
  tone: string;
  state: string;
}

/** Where contacts of others go: another queue, back into their own, an agent, or oneself. */
export default function PassDialog({
  contacts,
  onWish,
  onClose,
}: {
  contacts: readonly Steered[];
  onWish: (to: Destination) => Promise<void> | void;
  onClose: () => void;
}) {
  const t = useText('steering');
  const kit = useText('kit');
  const me = useMe();
  const ids = useTabIds();
  const [to, setTo] = useState<'queue' | 'agent'>('queue');
  const [target, setTarget] = useState('');
  const [search, setSearch] = useState('');
  const form = useForm({ why: '', note: '', keepPlace: true });
  const [one] = contacts;
  const queues = useApi(listQueues);
  // Of several contacts the first is asked for; the server looks at each.
  const colleagues = useApi(
    listColleagues,
    { params: { id: one?.id ?? '' } },
    { enabled: to === 'agent' && one !== undefined, staleTime: 0 },
  );
  const own = useApi(myAgent, undefined, { enabled: me.isAgent });
  const mine =
    me.isAgent &&
    contacts.every(({ channel, agent }) => agent !== me.id && (own.data?.load[channel]?.max ?? 0) > 0);
  const submit = form.submit(async ({ why, note, keepPlace }) => {
    const end = to === 'queue' ? { queue: target } : { agent: target };
    await onWish({ ...end, keepPlace, note, why: why.trim() });
    rememberWhy(why.trim());
    onClose();
  });
  // Their own queue makes sense for what an agent has: it goes back.
  const back = contacts.every(({ agent }) => agent !== null);
  const choices: Choice[] =
    to === 'queue'
      ? (queues.data?.items ?? [])
          .filter(({ id, active }) => active && (back || contacts.some(({ queue }) => queue !== id)))
          .map(({ id, name, open }) => ({
            id,
            name: back && contacts.every(({ queue }) => queue === id) ? t('pass.back', { name }) : name,
            tone: open ? 'ok' : 'off',
            state: t(open ? 'pass.open' : 'pass.closed'),
          }))
      : [
          ...(mine ? [{ id: me.id, name: t('pass.me'), tone: 'ok', state: t('pass.atOnce') }] : []),
          ...states.flatMap(({ state, tone }) =>
            (colleagues.data?.items ?? [])
              .filter(({ id, state: now }) => now === state && id !== me.id)
              .map(({ id, name }) => ({ id, name, tone, state: t(`pass.${state}`) })),
          ),
        ];
  const fitting = choices.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const asked = to === 'queue' ? queues : colleagues;
  return (
    <Dialog
      title={
        contacts.length === 1
          ? t('pass.titleOne', { name: one?.customerName })
          : t('pass.title', { count: contacts.length })
      }
      onClose={onClose}
      size={540}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <div className="pick-head">
          <Tabs
            label={t('pass.to')}
            tabs={[
              { id: 'queue', label: t('pass.queue') },
              { id: 'agent', label: t('pass.agent') },
            ]}
            open={to}
            onOpen={(id) => {
              setTo(id);
              setTarget('');
              setSearch('');
            }}
            ids={ids}
          />
        </div>
        <TabPanel ids={ids} id={to}>
          <input
            className="input"
            type="search"
            data-autofocus
            aria-label={t('pass.search')}
            placeholder={t('pass.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              // The only one that is left is the one that is meant.
              if (event.key !== 'Enter') return;
              event.preventDefault();
              if (fitting[0] !== undefined) setTarget(fitting[0].id);
            }}
          />
          <div
            className="pick-list"
            role="radiogroup"
            aria-label={t(to === 'queue' ? 'pass.queue' : 'pass.agent')}
          >
            {fitting.map(({ id, name, tone, state }) => (
              <label key={id} className="pick">
                <input
                  type="radio"
                  name="pass-target"
                  value={id}
                  checked={target === id}
                  onChange={() => setTarget(id)}
                />
                <span className="ell grow">{name}</span>
                <i className={`state-dot ${tone}`} aria-hidden />
                <span className="t3 s12">{state}</span>
              </label>
            ))}
            {fitting.length === 0 && (
              <p className="menu-empty" role="status">
                {asked.error !== null
                  ? problemText(asked.error, kit)
                  : asked.data === undefined
                    ? kit('loading')
                    : t('pass.nobody')}
              </p>
            )}
          </div>
          {to === 'agent' && target !== '' && target !== me.id && (
            <p className="help">{t('pass.agentHelp')}</p>
          )}
        </TabPanel>
        {target !== me.id && (
          <CheckField
            label={t('pass.keepPlace')}
            help={t('pass.keepPlaceHelp')}
            checked={form.values.keepPlace}
            onChange={(event) => form.set('keepPlace', event.target.checked)}
          />
        )}
        <WhyField {...form.text('why')} />
        <TextField
          label={t('pass.note')}
          optional
          maxLength={2000}
          autoComplete="off"
          {...form.text('note')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={target === '' || !isWhy(form.values.why)}
          >
            {t('pass.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
