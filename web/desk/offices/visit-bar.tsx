import { IconSpeakerphone, IconUserOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { getContact, listContacts, workload } from '#contract/contacts.ts';
import { callVisit, getVisit, myCounter, noShow, setMyCounter } from '#contract/offices.ts';
import {
  Button,
  Chip,
  formats,
  invalidate,
  keyOf,
  queryClient,
  toastProblem,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import './offices.css';

// Who names their counter and calls at once calls to that one. A failure is told where the name is saved.
let counterSaved: Promise<unknown> = Promise.resolve();

/** Above the notes of a visit: the ticket, where it is called, and what to do when nobody comes. */
export default function VisitBar({
  contact,
  active,
  onGone,
}: {
  contact: Contact;
  /** It is at my counter. */
  active: boolean;
  /** It has left my counter. */
  onGone: () => void;
}) {
  const t = useText('work');
  const visit = useApi(getVisit, { params: { id: contact.id } });
  const again = useWrite(callVisit, {
    onSuccess: (now) => queryClient.setQueryData(keyOf(getVisit, { params: { id: contact.id } }), now),
    onError: toastProblem,
  });
  const missing = useWrite(noShow, {
    onSuccess: () => {
      invalidate(getContact, { params: { id: contact.id } });
      invalidate(getVisit, { params: { id: contact.id } });
      invalidate(workload);
      invalidate(listContacts);
      onGone();
    },
    onError: toastProblem,
  });
  const one = visit.data;
  return (
    <section className="visit-bar" aria-label={t('visit.bar')}>
      <span className="visit-number num">{contact.ticket}</span>
      {one?.priority != null && <Chip tone="line">{t(`visit.priority.${one.priority}`)}</Chip>}
      <span className="t2 s12 num">
        {one === undefined || one.calls === 0 || one.calledAt === null
          ? ''
          : t('visit.calledTimes', { count: one.calls, time: formats.time(one.calledAt) })}
      </span>
      <span className="grow" />
      {active && (
        <>
          <Counter />
          <Button
            small
            icon={<IconSpeakerphone size={14} aria-hidden />}
            busy={again.isPending}
            onClick={() => void counterSaved.then(() => again.mutate({ params: { id: contact.id } }))}
          >
            {t('visit.again')}
          </Button>
          <Button
            small
            icon={<IconUserOff size={14} aria-hidden />}
            busy={missing.isPending}
            onClick={() => missing.mutate({ params: { id: contact.id } })}
          >
            {t('visit.noShow')}
          </Button>
        </>
      )}
    </section>
  );
}

/** Where I sit, kept for the next call. */
function Counter() {
  const t = useText('work');
  const { data } = useApi(myCounter);
  const save = useWrite(setMyCounter, {
    onSuccess: (now) => queryClient.setQueryData(keyOf(myCounter), now),
    onError: toastProblem,
  });
  const [typed, setTyped] = useState<string | null>(null);
  if (data === undefined) return null;
  return (
    <label className="row s12 t2">
      {t('visit.counter')}
      <input
        className="input"
        maxLength={40}
        placeholder={t('visit.counterExample')}
        value={typed ?? data.name}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (typed !== null && typed.trim() !== data.name)
            counterSaved = save.mutateAsync({ body: { name: typed.trim() } }).catch(() => undefined);
        }}
      />
    </label>
  );
}
