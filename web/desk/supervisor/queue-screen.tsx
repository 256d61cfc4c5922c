import '../steering/steering.css';
import './supervisor.css';
import { IconArrowLeft, IconSpeakerphone } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { listContacts, type Contact } from '#contract/contacts.ts';
import { listWaiting, type Reassigned, type WaitingContact } from '#contract/control.ts';
import { queuesLive } from '#contract/insight.ts';
import { listQueues, myAgent, type Queue } from '#contract/routing.ts';
import {
  ApiProblem,
  Button,
  Chip,
  EmptyState,
  formats,
  Loaded,
  Page,
  TabPanel,
  Tabs,
  toast,
  toastProblem,
  useApi,
  useKey,
  useNow,
  useSettled,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { useFilters } from '#web/kit/records.tsx';
import { useLongList } from '#web/kit/long-list.ts';
import { mayAt } from '../app/places.ts';
import { useMay, useMe } from '../app/session.ts';
import ContactVerb from '../steering/contact-verb.tsx';
import PassDialog from '../steering/pass-dialog.tsx';
import PriorityDialog from '../steering/priority-dialog.tsx';
import { passOn, setPriority, type Destination, type Verb } from '../steering/verbs.ts';
import { WhyDialog } from '../steering/why.tsx';
import { EmergencyDialog, type EmergencyStep } from './emergency.tsx';
import { Answers, Bar, type Answered, type Many } from './answers.tsx';
import { mostAtOnce, SteeredList } from './steered-list.tsx';

type Row = Contact | WaitingContact;

/** One queue under the supervisor's hand: what waits in it in the order of service, and what its agents have. */
export default function QueueScreen() {
  const t = useText('supervisor');
  const { id = '' } = useParams({ strict: false });
  const queues = useApi(listQueues);
  return (
    <Loaded query={queues} rows={8}>
      {({ items }) => {
        const queue = items.find((one) => one.id === id);
        return queue === undefined ? (
          <Page title={t('queue.none')}>
            <EmptyState action={<Link to="/supervisor">{t('queue.backTo')}</Link>}>
              {t('queue.noneText')}
            </EmptyState>
          </Page>
        ) : (
          <Steered key={id} queue={queue} />
        );
      }}
    </Loaded>
  );
}

function Steered({ queue }: { queue: Queue & { open: boolean } }) {
  const t = useText('supervisor');
  const me = useMe();
  const handles = useMay('contact.handle');
  const own = useApi(myAgent, undefined, { enabled: me.isAgent });
  const figures = useApi(queuesLive, undefined, { refetchInterval: 15_000 });
  const now = useNow();
  const [filters, setFilters] = useFilters<'tab'>();
  const tab = filters.tab === 'held' ? 'held' : 'waiting';
  const ids = useTabIds();
  const waiting = useLongList(listWaiting, { params: { id: queue.id } });
  const held = useLongList(listContacts, {
    query: { queue: queue.id, state: 'active,wrap_up', sort: 'oldest' },
  });
  const list = tab === 'waiting' ? waiting : held;

  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  // As they were when they were chosen: what changes hands meanwhile is refused, and said.
  const [many, setMany] = useState<{ verb: Many; contacts: readonly Row[] } | null>(null);
  const [one, setOne] = useState<{ row: Row; verb: Verb } | null>(null);
  const [step, setStep] = useState<EmergencyStep | null>(null);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const select = useCallback((next: Set<string>) => setSelection(next), []);
  const rows: Row[] = list.query.data ?? [];
  const picked = rows.filter((row) => selection.has(row.id));
  const place = { serviceId: queue.serviceId, teamId: queue.teamId };
  const steers = mayAt(me, 'contact.assign', place);
  const supervises = mayAt(me, 'routing.supervise', place);
  const may = (row: Row) => ({
    steer: steers && row.agent !== me.id,
    handle: handles,
    take: handles && me.isAgent && (own.data?.load[row.channel]?.max ?? 0) > 0,
  });
  const dialog = many !== null || one !== null || step !== null;
  const begin = (verb: Many) => setMany({ verb, contacts: picked });
  useKey('conversation.transfer', () => begin('pass'), steers && picked.length > 0 && !dialog);
  // The Esc that closes a dialog is the dialog's.
  const quiet = !useSettled(dialog, 150) && !dialog;
  useKey('leave', () => setSelection(new Set()), selection.size > 0 && quiet);

  // After a hand of one's own the list shows what it has done, though the pointer is still in it.
  const [released, setReleased] = useState(false);
  const letGo = () => {
    setReleased(true);
    setTimeout(() => setReleased(false), 2500);
  };

  /** On screen at once; what the server refuses comes back, with its reason. */
  async function carry(
    contacts: readonly Row[],
    work: () => Promise<Reassigned[]>,
    said: string,
  ): Promise<void> {
    setGoing(new Set(contacts.map(({ id }) => id)));
    setSelection(new Set());
    setAnswered(null);
    try {
      const items = await work();
      const done = items.filter((one) => one.done).length;
      const refused = items
        .filter((one) => !one.done)
        .map(({ id, code, message }) => ({
          id,
          name: contacts.find((row) => row.id === id)?.customerName ?? '',
          code: code ?? '',
          message: message ?? '',
        }));
      if (refused.length > 0) setAnswered({ said, done, refused });
      else toast(t(`list.${said}`, { count: done }));
      letGo();
    } catch (error) {
      toastProblem(error);
    } finally {
      setGoing(new Set());
    }
  }
  const passAll = (contacts: readonly Row[]) => (to: Destination) => {
    void carry(contacts, () => passOn(contacts, to), 'passed');
  };
  const prioritiseAll = (contacts: readonly Row[]) => (wish: Parameters<typeof setPriority>[1]) => {
    // Of several that go first the one that came first stays before the others.
    const order = wish.first === true ? contacts.toReversed() : contacts;
    void carry(
      contacts,
      async () => {
        const items: Reassigned[] = [];
        for (const contact of order) {
          try {
            await setPriority(contact, wish);
            items.push({ id: contact.id, done: true, code: null, message: null });
          } catch (error) {
            items.push(refusalOf(contact.id, error));
          }
        }
        return items;
      },
      'prioritised',
    );
  };

  const live = figures.data?.items.find((row) => row.queue === queue.id);
  const since = Math.max(0, (now - figures.dataUpdatedAt) / 1000);
  return (
    <Page
      title={queue.name}
      lead={
        <>
          <Chip tone={queue.emergencyClosed ? 'crit' : queue.open ? 'ok' : 'mute'}>
            {t(queue.emergencyClosed ? 'state.emergency' : queue.open ? 'queue.open' : 'state.closed')}
          </Chip>
          {queue.emergencyText !== null && <Chip tone="note">{t('queue.says')}</Chip>}
        </>
      }
      actions={
        supervises && (
          <>
            <Button icon={<IconSpeakerphone size={15} aria-hidden />} onClick={() => setStep('message')}>
              {t('queue.message')}
            </Button>
            <Button
              look={queue.emergencyClosed ? 'solid' : 'plain'}
              onClick={() => setStep(queue.emergencyClosed ? 'reopen' : 'close')}
            >
              {t(queue.emergencyClosed ? 'emergency.reopen' : 'emergency.close')}
            </Button>
          </>
        )
      }
      tools={
        <>
          <Link to="/supervisor" className="btn ghost">
            <IconArrowLeft size={15} aria-hidden className="flip" />
            {t('queue.backTo')}
          </Link>
          <Tabs
            label={t('queue.parts')}
            tabs={[
              { id: 'waiting', label: t('queue.waiting'), ...(live && { count: live.waiting }) },
              { id: 'held', label: t('queue.held'), ...(live && { count: live.inHandling }) },
            ]}
            open={tab}
            onOpen={(next) => {
              setSelection(new Set());
              setAnswered(null);
              setFilters({ tab: next === 'held' ? 'held' : '' });
            }}
            ids={ids}
          />
          <span className="grow" />
          {live !== undefined && live.waiting > 0 && (
            <span className="t2 num">
              {t('queues.longest')} <b>{formats.wait(live.longestWait + since)}</b>
            </span>
          )}
        </>
      }
    >
      <TabPanel ids={ids} id={tab} className="flush-body steered">
        {steers && (
          <Bar
            tab={tab}
            picked={picked.length}
            first={rows.filter((row) => may(row).steer).slice(0, mostAtOnce)}
            onFirst={(first) => setSelection(new Set(first.map(({ id }) => id)))}
            onMany={begin}
            onClear={() => setSelection(new Set())}
          />
        )}
        {answered !== null && <Answers answered={answered} onClose={() => setAnswered(null)} />}
        <SteeredList
          key={tab}
          label={t(`queue.${tab}`)}
          list={list}
          may={may}
          selection={selection}
          onSelection={select}
          going={going}
          busy={dialog}
          released={released}
          onVerb={(row, verb) => setOne({ row, verb })}
          empty={<EmptyState>{t(tab === 'waiting' ? 'oldest.empty' : 'queue.heldEmpty')}</EmptyState>}
        />
      </TabPanel>
      {many?.verb === 'pass' && (
        <PassDialog contacts={many.contacts} onWish={passAll(many.contacts)} onClose={() => setMany(null)} />
      )}
      {many?.verb === 'priority' && (
        <PriorityDialog
          name={t('list.many', { count: many.contacts.length })}
          boost={null}
          onWish={prioritiseAll(many.contacts)}
          onClose={() => setMany(null)}
        />
      )}
      {many?.verb === 'back' && (
        <WhyDialog
          title={t('list.backTitle', { count: many.contacts.length })}
          confirm={t('list.backSubmit')}
          run={(why) => passAll(many.contacts)({ queue: queue.id, keepPlace: true, why })}
          onClose={() => setMany(null)}
        >
          <p>{t('list.backText')}</p>
        </WhyDialog>
      )}
      {one !== null && (
        <ContactVerb
          verb={one.verb}
          contact={one.row}
          boost={'boostSeconds' in one.row ? one.row.boostSeconds : null}
          onClose={() => setOne(null)}
          onDone={letGo}
        />
      )}
      {step !== null && <EmergencyDialog queue={queue} step={step} onClose={() => setStep(null)} />}
    </Page>
  );
}

const refusalOf = (id: string, error: unknown): Reassigned => ({
  id,
  done: false,
  code: error instanceof ApiProblem ? error.code : '',
  message: error instanceof Error ? error.message : '',
});
