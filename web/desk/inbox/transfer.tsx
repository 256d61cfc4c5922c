import { useState } from 'react';
import { type Contact } from '#contract/contacts.ts';
import { listColleagues, transferContact } from '#contract/handling.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  Dialog,
  FormMessage,
  problemText,
  TabPanel,
  Tabs,
  useApi,
  useTabIds,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import type { FullContact } from './types.ts';

// Who would take it now stands first.
const states = [
  { state: 'free', tone: 'ok' },
  { state: 'busy', tone: 'warn' },
  { state: 'away', tone: 'off' },
] as const;

/** Hands the contact on, with everything said and a note for whoever gets it. */
export default function Transfer({
  contact,
  onClose,
  onDone,
}: {
  contact: FullContact;
  onClose: () => void;
  onDone: (contact: Contact) => void;
}) {
  const t = useText('inbox');
  const kit = useText('kit');
  const ids = useTabIds();
  const [to, setTo] = useState<'queue' | 'agent'>('queue');
  const [target, setTarget] = useState('');
  const [search, setSearch] = useState('');
  const [note, setNote] = useState('');
  const queues = useApi(listQueues);
  const colleagues = useApi(
    listColleagues,
    { params: { id: contact.id } },
    { enabled: to === 'agent', staleTime: 0 },
  );
  const write = useWrite(transferContact, {
    onSuccess: (done) => {
      onDone(done);
      onClose();
    },
  });
  const fits = (name: string) => name.toLowerCase().includes(search.trim().toLowerCase());
  const choices =
    to === 'queue'
      ? (queues.data?.items ?? [])
          .filter(({ id, active, name }) => active && id !== contact.queue && fits(name))
          .map((one) => ({
            id: one.id,
            name: one.name,
            tone: one.open ? 'ok' : 'off',
            state: t(one.open ? 'transfer.open' : 'transfer.closed'),
          }))
      : states.flatMap(({ state, tone }) =>
          (colleagues.data?.items ?? [])
            .filter((one) => one.state === state && fits(one.name))
            .map(({ id, name }) => ({ id, name, tone, state: t(`transfer.${state}`) })),
        );
  const asked = to === 'queue' ? queues : colleagues;
  return (
    <Dialog
      title={t('transfer.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            disabled={target === ''}
            busy={write.isPending}
            onClick={() =>
              write.mutate({
                params: { id: contact.id },
                body: to === 'queue' ? { queue: target, note } : { agent: target, note },
              })
            }
          >
            {t('transfer.submit')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{write.error === null ? null : problemText(write.error, kit)}</FormMessage>
        <div className="transfer-head">
          <Tabs
            label={t('transfer.to')}
            tabs={[
              { id: 'queue', label: t('transfer.queue') },
              { id: 'agent', label: t('transfer.agent') },
            ]}
            open={to}
            onOpen={(id) => {
              setTo(id);
              setTarget('');
            }}
            ids={ids}
          />
        </div>
        <TabPanel ids={ids} id={to}>
          <input
            className="input"
            type="search"
            data-autofocus
            aria-label={t('transfer.search')}
            placeholder={t('transfer.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <div
            className="choices"
            role="radiogroup"
            aria-label={t(to === 'queue' ? 'transfer.queue' : 'transfer.agent')}
          >
            {choices.map(({ id, name, tone, state }) => (
              <label key={id} className="choice">
                <input
                  type="radio"
                  name="transfer-target"
                  value={id}
                  checked={target === id}
                  onChange={() => setTarget(id)}
                />
                <span className="ell grow">{name}</span>
                <i className={`state-dot ${tone}`} aria-hidden />
                <span className="t3 s12 num">{state}</span>
              </label>
            ))}
            {choices.length === 0 && (
              <p className="menu-empty" role="status">
                {asked.error !== null
                  ? problemText(asked.error, kit)
                  : asked.data === undefined
                    ? kit('loading')
                    : t('transfer.nobody')}
              </p>
            )}
          </div>
        </TabPanel>
        <AreaField
          label={t('transfer.note')}
          optional
          help={t('transfer.noteHelp')}
          rows={3}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
