import { IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { getContact, listLegs, type Contact } from '#contract/contacts.ts';
import { listOutcomes } from '#contract/entry-points.ts';
import { extendWrapUp, wrapUpContact } from '#contract/handling.ts';
import {
  Button,
  ChannelIcon,
  Chip,
  FormMessage,
  formats,
  invalidate,
  nameIn,
  problemText,
  toastProblem,
  useApi,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { shownNumber } from '../callbacks/numbers.ts';
import { CallNumber } from '../phone/call-number.tsx';
import { callOfContact } from '#contract/voice.ts';
import { outcomesFor, proposedCode } from './call-outcome.rules.ts';
import { ClassificationPicker } from './classification-picker.tsx';
import type { FullContact } from './types.ts';

/** What is chosen survives leaving the conversation and coming back. */
const kept = new Map<string, { outcome: string | null; classification: string | null; note: string }>();

/** The hand is on the keyboard and the classification comes next. */
const toClassification = (): void =>
  document.querySelector<HTMLElement>('.wrap-up [role="combobox"]')?.focus();

/** How the contact ended, in the composer's place: outcome by number, three-level classification, note. */
export function WrapUp({
  contact,
  why,
  onDone,
}: {
  contact: FullContact;
  /** Why somebody says so in its agent's stead. */
  why?: string;
  onDone: (contact: Contact) => void;
}) {
  const t = useText('inbox');
  const kit = useText('kit');
  const [{ outcome: picked, classification, note }, setChosen] = useState(
    () =>
      kept.get(contact.id) ?? {
        outcome: contact.outcome,
        classification: contact.classification,
        note: contact.wrapUpNote ?? '',
      },
  );
  useEffect(() => {
    kept.set(contact.id, { outcome: picked, classification, note });
  }, [contact.id, picked, classification, note]);
  const choose = (part: Partial<{ outcome: string; classification: string | null; note: string }>) =>
    setChosen((old) => ({ ...old, ...part }));
  const outcomes = useApi(listOutcomes, undefined, { staleTime: 5 * 60_000 });
  const active = outcomesFor(outcomes.data?.items ?? [], contact)
    .filter((one) => one.active)
    .toSorted((one, other) => one.position - other.position);
  // A call of ours that reached nobody says itself how it ended, until something else is chosen.
  const line = useApi(callOfContact, { params: { id: contact.id } }, { enabled: contact.channel === 'phone' })
    .data?.call;
  const number = line?.customerNumber ?? null;
  const code = proposedCode(line ?? null);
  const proposed =
    active.find((one) => one.code === code) ??
    active.find((one) => code === 'machine' && one.code === 'no_answer');
  const outcome = picked ?? proposed?.id ?? null;
  const write = useWrite(wrapUpContact, {
    onSuccess: (done) => {
      kept.delete(contact.id);
      onDone(done);
    },
  });
  const ready = outcome !== null && classification !== null;
  const save = () => {
    if (outcome !== null && classification !== null)
      write.mutate({
        params: { id: contact.id },
        body: { outcome, classification, note, ...(why === undefined ? {} : { why }) },
      });
  };
  useKey('conversation.send', save, ready && !write.isPending);

  // 1 to 9 choose the outcome, also from anywhere outside a field.
  const codes = useRef(active);
  useEffect(() => {
    codes.current = active;
  });
  // A quick hand is faster than the list of outcomes: its key counts when the list is here.
  const early = useRef<number | null>(null);
  const [first] = active;
  useEffect(() => {
    const one = early.current === null ? undefined : codes.current[early.current];
    early.current = null;
    if (one === undefined) return;
    setChosen((old) => ({ ...old, outcome: one.id }));
    toClassification();
  }, [first?.id]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
      const target = event.target as HTMLElement;
      // In the empty box of the classification a number is still an outcome: the first one may have been a slip.
      const box = target.closest<HTMLInputElement>('.wrap-up input[role="combobox"]');
      const field = 'input, textarea, select, [contenteditable="true"], [aria-modal="true"]';
      if (box === null ? target.closest(field) !== null : box.value !== '') return;
      const index = Number(event.key) - 1;
      if (codes.current.length === 0) early.current = index;
      const one = codes.current[index];
      if (one === undefined) return;
      event.preventDefault();
      setChosen((old) => ({ ...old, outcome: one.id }));
      toClassification();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <section className="wrap-up" aria-labelledby="wrap-up-title">
      <div className="row wrap">
        <ChannelIcon channel={contact.channel} />
        <h3 id="wrap-up-title" tabIndex={-1}>
          {t('wrapUp.title')}
        </h3>
        <span className="t3 s12 ell">{contact.customerName}</span>
        {/* Once more, before it is said how it went: the call becomes one of its own. */}
        {number !== null && (
          <CallNumber
            number={number}
            shown={shownNumber(number)}
            customer={{ id: contact.customer, name: contact.customerName }}
            contact={contact.id}
            service={contact.service}
          />
        )}
        <span className="grow" />
        <Countdown contact={contact} />
      </div>
      <FormMessage>{write.error === null ? null : problemText(write.error, kit)}</FormMessage>
      <div className="codes" role="group" aria-label={t('wrapUp.outcome')}>
        {active.map((one, index) => (
          <button
            key={one.id}
            type="button"
            aria-pressed={outcome === one.id}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            onClick={() => choose({ outcome: one.id })}
          >
            {nameIn(one.name)}
            {index < 9 && <kbd aria-hidden>{index + 1}</kbd>}
          </button>
        ))}
      </div>
      <ClassificationPicker value={classification} onChange={(id) => choose({ classification: id })} />
      <textarea
        className="input"
        rows={2}
        aria-label={t('wrapUp.note')}
        placeholder={t('wrapUp.note')}
        value={note}
        onChange={(event) => choose({ note: event.target.value })}
      />
      <div className="row">
        <span className="s12 t3 grow" role="status">
          {ready ? '' : t(outcome === null ? 'wrapUp.needOutcome' : 'wrapUp.needClassification')}
        </span>
        <Button
          look="solid"
          action="conversation.send"
          disabled={!ready}
          busy={write.isPending}
          icon={<IconCheck size={15} aria-hidden />}
          onClick={save}
        >
          {t('wrapUp.save')}
        </Button>
      </div>
    </section>
  );
}

/** What is left of the time, where the queue sets one, by the server's deadline; 60 seconds more, once. */
function Countdown({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const now = useNow();
  const legs = useApi(listLegs, { params: { id: contact.id } }, { enabled: contact.wrapUpUntil === null });
  const extend = useWrite(extendWrapUp, {
    onSuccess: () => invalidate(getContact, { params: { id: contact.id } }),
    onError: toastProblem,
  });
  if (contact.wrapUpUntil === null) {
    const leg = legs.data?.items.findLast(({ kind, endedAt }) => kind === 'wrap_up' && endedAt === null);
    if (leg === undefined) return null;
    const spent = (now - Date.parse(leg.startedAt)) / 1000;
    return <span className="num s12 t3">{t('wrapUp.spent', { time: formats.clock(spent) })}</span>;
  }
  const left = (Date.parse(contact.wrapUpUntil) - now) / 1000;
  return (
    <>
      <Chip tone={left < 15 ? 'crit' : 'warn'}>{t('wrapUp.left', { time: formats.clock(left) })}</Chip>
      {!contact.wrapUpExtended && (
        <Button small busy={extend.isPending} onClick={() => extend.mutate({ params: { id: contact.id } })}>
          {t('wrapUp.extend')}
        </Button>
      )}
    </>
  );
}
