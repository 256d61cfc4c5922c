import './offers.css';
import { Menu } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { getContact, workload } from '#contract/contacts.ts';
import { acceptOffer, declineOffer } from '#contract/handling.ts';
import type { Output } from '#contract/route.ts';
import type { ContactKind } from '#contract/words.ts';
import { myAgent } from '#contract/routing.ts';
import {
  ApiProblem,
  Button,
  ChannelIcon,
  Chip,
  formats,
  invalidate,
  keyOf,
  queryClient,
  toast,
  toastProblem,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { answerNow } from './focus.ts';

type Work = Output<typeof workload>;
type Offer = Work['offers'][number];
/** What accepting means, by kind of work. */
const acceptWords: Partial<Record<ContactKind, string>> = {
  callback: 'offer.acceptStep',
  case_step: 'offer.acceptStep',
  desk_visit: 'offer.acceptVisit',
};
const reasons = ['wrong_skill', 'busy', 'conflict_of_interest', 'technical', 'other'] as const;

/** One offer with its time, and the two answers to it. */
export default function OfferToast({ offer, more }: { offer: Offer; more: number }) {
  const t = useText('inbox');
  const now = useNow(250);
  const [declining, setDeclining] = useState(false);
  const { contact, consult } = offer;
  const left = (Date.parse(offer.expiresAt) - now) / 1000;
  const drop = () =>
    queryClient.setQueryData<Work>(keyOf(workload), (old) =>
      old === undefined ? old : { ...old, offers: old.offers.filter(({ id }) => id !== offer.id) },
    );
  const gone = (error: unknown) => {
    invalidate(workload);
    if (error instanceof ApiProblem && (error.status === 409 || error.status === 404)) toast(t('offer.gone'));
    else toastProblem(error);
  };
  const accept = useWrite(acceptOffer, {
    onSuccess: (accepted) => {
      drop();
      queryClient.setQueryData<Work>(keyOf(workload), (old) =>
        old === undefined || consult !== null || old.contacts.some(({ id }) => id === accepted.id)
          ? old
          : { ...old, contacts: [...old.contacts, accepted] },
      );
      invalidate(workload);
      invalidate(myAgent);
      invalidate(getContact, { params: { id: accepted.id } });
      if (consult === null) answerNow(accepted);
      go(`/inbox/${accepted.id}`);
    },
    onError: gone,
  });
  const decline = useWrite(declineOffer, {
    onMutate: drop,
    onSuccess: () => invalidate(workload),
    onError: gone,
  });
  const take = () => accept.mutate({ params: { id: offer.id } });
  useKey('offer.accept', take, !accept.isPending);
  useKey('offer.decline', () => setDeclining(true));
  // The server ends it; if its word is late, the screen does not show a dead offer for long.
  useEffect(() => {
    if (left < -1.5 && !accept.isPending) invalidate(workload);
  }, [left < -1.5, accept.isPending]); // oxlint-disable-line react/exhaustive-deps -- once past the end, not each tick
  const part = Math.max(0, Math.min(1, left / offer.seconds));
  const long = offer.seconds > 600;
  return (
    <section
      className={consult === null ? 'offer' : 'offer asks'}
      role="alertdialog"
      aria-labelledby="offer-title"
      aria-describedby="offer-text"
    >
      <div className="row offer-body">
        <span className="ring" aria-hidden>
          <svg width="46" height="46" viewBox="0 0 46 46">
            <circle cx="23" cy="23" r="20" className="ring-back" />
            <circle
              cx="23"
              cy="23"
              r="20"
              className={left < 6 ? 'ring-left last' : 'ring-left'}
              strokeDasharray="125.7"
              strokeDashoffset={125.7 * (1 - part)}
            />
          </svg>
          <b className="num">{long ? formats.span(left) : Math.max(0, Math.ceil(left))}</b>
        </span>
        <div className="grow">
          <p className="row s12 t2">
            <ChannelIcon channel={contact.channel} size={14} silent />
            <span>
              {consult === null
                ? t(contact.kind === 'callback' ? 'offer.callback' : `offer.${contact.channel}`)
                : t('offer.consult', { name: consult.askerName })}
            </span>
            <span className="grow" />
            <span className="t3 num" aria-hidden>
              {t('offer.waited', {
                time: formats.span((now - Date.parse(consult?.askedAt ?? contact.arrivedAt)) / 1000),
              })}
            </span>
          </p>
          <h2 id="offer-title" className="ell" dir="auto">
            {contact.ticket !== null && <span className="num">{contact.ticket} · </span>}
            {contact.customerName}
          </h2>
          <p id="offer-text" className="s12 t2 clamp" dir="auto">
            {consult !== null && consult.question !== ''
              ? consult.question
              : contact.subject === ''
                ? contact.preview
                : contact.subject}
          </p>
          <div className="row offer-chips">
            {contact.queueName !== null && <Chip tone="accent">{contact.queueName}</Chip>}
            {more > 0 && <Chip>{t('offer.more', { count: more })}</Chip>}
          </div>
        </div>
      </div>
      <div className="row offer-verbs">
        <Button
          look="go"
          action="offer.accept"
          className="grow"
          icon={<IconCheck size={16} aria-hidden />}
          busy={accept.isPending}
          onClick={take}
        >
          {t(consult === null ? (acceptWords[contact.kind] ?? 'offer.accept') : 'offer.answerConsult')}
        </Button>
        <Menu opened={declining} onChange={setDeclining} position="top-end" width={230}>
          <Menu.Target>
            <Button action="offer.decline" icon={<IconX size={16} aria-hidden />}>
              {t('offer.decline')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('offer.why')}</Menu.Label>
            {reasons.map((reason) => (
              <Menu.Item
                key={reason}
                onClick={() => decline.mutate({ params: { id: offer.id }, body: { reason } })}
              >
                {t(`offer.reason_${reason}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </section>
  );
}
