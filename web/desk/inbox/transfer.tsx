import { useEffect, useState } from 'react';
import { askConsult } from '#contract/consults.ts';
import { getContact, type Contact } from '#contract/contacts.ts';
import { listColleagues, transferContact } from '#contract/handling.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  Dialog,
  FormMessage,
  invalidate,
  problemText,
  TabPanel,
  Tabs,
  useApi,
  useTabIds,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { live } from '../app/session.ts';
import type { FullContact } from './types.ts';

// Who would take it now stands first.
const states = [
  { state: 'free', tone: 'ok' },
  { state: 'busy', tone: 'warn' },
  { state: 'away', tone: 'off' },
] as const;

/** While the dialog is open, who has come or gone is seen, once a second at most. @returns what ends it */
function followColleagues(): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const stop = live.onEvent(({ kind }) => {
    if (kind !== 'agent.presence') return;
    due ??= setTimeout(() => {
      due = undefined;
      invalidate(listColleagues);
    }, 1000);
  });
  return () => {
    stop();
    clearTimeout(due);
  };
}

/**
 * Hands the contact on, with everything said and a note for whoever gets it; or asks for help with it first, and it
 * stays where it is.
 */
export default function Transfer({
  contact,
  first: startsFirst = false,
  onClose,
  onDone,
}: {
  contact: FullContact;
  /** Opens with the question, not with the hand-over. */
  first?: boolean;
  onClose: () => void;
  onDone: (contact: Contact) => void;
}) {
  const t = useText('inbox');
  const kit = useText('kit');
  const ids = useTabIds();
  const free = contact.consult === null;
  const [wantsFirst, setFirst] = useState(startsFirst);
  const first = wantsFirst && free;
  const [to, setTo] = useState<'queue' | 'agent'>(startsFirst ? 'agent' : 'queue');
  const [target, setTarget] = useState('');
  const [search, setSearch] = useState('');
  const [note, setNote] = useState('');
  const queues = useApi(listQueues);
  const colleagues = useApi(
    listColleagues,
    { params: { id: contact.id } },
    { enabled: to === 'agent', staleTime: 0 },
  );
  useEffect(() => followColleagues(), []);
  const write = useWrite(transferContact, {
    onSuccess: (done) => {
      onDone(done);
      onClose();
    },
  });
  const ask = useWrite(askConsult, {
    onSuccess: () => {
      invalidate(getContact, { params: { id: contact.id } });
      onClose();
    },
  });
  const fits = (name: string) => name.toLowerCase().includes(search.trim().toLowerCase());
  const choices =
    to === 'queue'
      ? (queues.data?.items ?? [])
          .filter(({ id, active, name }) => active && (first || id !== contact.queue) && fits(name))
          .map((one) => ({
            id: one.id,
            name: one.name,
            away: false,
            tone: one.open ? 'ok' : 'off',
            state: t(one.open ? 'transfer.open' : 'transfer.closed'),
          }))
      : states.flatMap(({ state, tone }) =>
          (colleagues.data?.items ?? [])
            .filter((one) => one.state === state && fits(one.name))
            .map(({ id, name }) => ({
              id,
              name,
              tone,
              // Who is not there cannot be asked.
              away: first && state === 'away',
              state: t(`transfer.${state}`),
            })),
        );
  const asked = to === 'queue' ? queues : colleagues;
  const error = first ? ask.error : write.error;
  return (
    <Dialog
      title={t(first ? 'transfer.titleConsult' : 'transfer.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            disabled={target === ''}
            busy={write.isPending || ask.isPending}
            onClick={() => {
              const params = { id: contact.id };
              const whom = to === 'queue' ? { queue: target } : { agent: target };
              if (first) ask.mutate({ params, body: { ...whom, question: note } });
              else write.mutate({ params, body: { ...whom, note } });
            }}
          >
            {t(first ? 'transfer.ask' : 'transfer.submit')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{error === null ? null : problemText(error, kit)}</FormMessage>
        <div className="segments how" role="group" aria-label={t('transfer.how')}>
          {[false, true].map((wish) => (
            <button
              key={String(wish)}
              type="button"
              aria-pressed={first === wish}
              disabled={wish && !free}
              onClick={() => {
                setFirst(wish);
                setTarget('');
              }}
            >
              {t(wish ? 'transfer.consultFirst' : 'transfer.handOver')}
            </button>
          ))}
          {!free && <span className="s12 t3">{t('transfer.already')}</span>}
        </div>
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
            {choices.map(({ id, name, tone, state, away }) => (
              <label key={id} className="choice">
                <input
                  type="radio"
                  name="transfer-target"
                  value={id}
                  checked={target === id}
                  disabled={away}
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
          label={t(first ? 'transfer.question' : 'transfer.note')}
          optional
          help={t(first ? 'transfer.questionHelp' : 'transfer.noteHelp')}
          maxLength={2000}
          rows={3}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
