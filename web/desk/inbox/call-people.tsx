import {
  IconArrowForwardUp,
  IconArrowsExchange,
  IconHeadphones,
  IconMusic,
  IconPhoneOutgoing,
  IconUsers,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { setConsultLine } from '#contract/consults.ts';
import { getContact, listLegs, workload } from '#contract/contacts.ts';
import { askOutside, completeOutside, endOutside, setOutsideLine } from '#contract/outside.ts';
import { callOfContact, type Call, type CallOutside } from '#contract/voice.ts';
import {
  announce,
  Button,
  Chip,
  IconButton,
  invalidate,
  toastProblem,
  useKey,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { shownNumber } from '../callbacks/numbers.ts';
import { useMe } from '../app/session.ts';
import { otherOn, peopleOn, supervisorFor, type Line, type Other, type People } from './call-people.rules.ts';
import type { FullContact } from './types.ts';

const refresh = (id: string) => {
  const params = { id };
  invalidate(getContact, { params });
  invalidate(callOfContact, { params });
  invalidate(listLegs, { params });
  invalidate(workload);
};

/**
 * Who is on a call beside its agent and its customer, how they hear each other, and, for its agent, whom they speak with.
 * What became of a number that is on it no more, until it is read.
 */
export function CallPeople({ contact, call, mine }: { contact: FullContact; call: Call; mine: boolean }) {
  const t = useText('callbacks');
  const other = otherOn(contact.consult, call, shownNumber);
  const number = call.outside;
  if (other === null)
    return mine && number?.state === 'ended' && number.endedBy !== 'staff' ? (
      <NumberOver key={number.id} contact={contact.id} number={number} />
    ) : null;
  const held = contact.heldSince !== null;
  const people = peopleOn(other, held, other.isNumber ? (number?.purpose ?? null) : null);
  return (
    <div className="call-people" role="group" aria-label={t('people.label')}>
      <Groups contact={contact} other={other} people={people} mine={mine} call={call} />
      {mine && (
        <span className="call-lines">
          {other.state === 'up' && <Lines contact={contact} other={other} people={people} />}
          {other.isNumber && <OfNumber contact={contact.id} other={other} />}
        </span>
      )}
      <Says contact={contact} other={other} people={people} mine={mine} />
    </div>
  );
}

interface Shown {
  contact: FullContact;
  other: Other;
  people: People;
  mine: boolean;
}

/** Those who hear each other stand together; who waits or rings stands apart. */
function Groups({ contact, other, people, mine, call }: Shown & { call: Call }) {
  const t = useText('callbacks');
  const me = useMe();
  // The agent reads it, with the name, above the conversation; who is consulted is heard by them just as well.
  const listens = mine ? null : supervisorFor(call.parties, me.id);
  const names = {
    agent: mine ? t('people.you') : (contact.agentName ?? ''),
    customer: contact.customerName,
    other: other.name,
  };
  return (
    <ul className="call-groups">
      {people.speak.length > 0 && (
        <li>
          <Chip tone="ok" icon={<IconUsers size={13} aria-hidden />}>
            {people.speak.map((who) => names[who]).join(' · ')}
            <span className="sr"> {t('people.together')}</span>
          </Chip>
        </li>
      )}
      {people.wait.map((who) => (
        <li key={who}>
          <Chip tone="warn" icon={<IconMusic size={13} aria-hidden />}>
            {names[who]}
            <span className="sr"> {t('people.music')}</span>
          </Chip>
        </li>
      ))}
      {listens !== null && (
        <li>
          <Chip tone="warn" icon={<IconHeadphones size={13} aria-hidden />}>
            {t(`people.supervisor.${listens}`)}
          </Chip>
        </li>
      )}
      {other.state !== 'up' && (
        <li>
          <Chip tone="accent" icon={<IconPhoneOutgoing size={13} aria-hidden />}>
            <bdi dir="ltr" className="num">
              {other.name}
            </bdi>{' '}
            · {t(`people.${other.state}`)}
          </Chip>
        </li>
      )}
    </ul>
  );
}

/** The same in words, told as it changes. */
function Says({ contact, other, people, mine }: Shown) {
  const t = useText('callbacks');
  const { line } = people;
  const own = mine && (line === 'aside' || line === 'customer' || line === 'all');
  return (
    <p className="call-says s12 t2" role="status">
      {t(`people.says.${line}${own ? 'Mine' : ''}`, { agent: contact.agentName ?? '', other: other.name })}
    </p>
  );
}

/** With whom the agent speaks: one key goes to and fro, another brings all three together. */
function Lines({ contact, other, people }: Omit<Shown, 'mine'>) {
  const t = useText('callbacks');
  const options = { onSuccess: () => refresh(contact.id), onError: toastProblem };
  const consult = useWrite(setConsultLine, options);
  const number = useWrite(setOutsideLine, options);
  const busy = consult.isPending || number.isPending;
  const say = (line: Line) => {
    if (other.isNumber) number.mutate({ params: { id: contact.id }, body: { line } });
    else if (contact.consult !== null) consult.mutate({ params: { id: contact.consult.id }, body: { line } });
  };
  const aside = people.line === 'aside';
  const three = people.line === 'all';
  const swap = () => say(aside ? 'customer' : 'aside');
  const join = () => say(three ? 'customer' : 'all');
  useKey('call.hold', swap, !busy);
  useKey('call.together', join, !busy);
  return (
    <>
      <Button
        small
        action="call.hold"
        icon={<IconArrowsExchange size={14} aria-hidden />}
        disabled={busy}
        onClick={swap}
      >
        <span className="ell call-name">
          {aside ? t('people.swapBack') : t('people.swapTo', { other: other.name })}
        </span>
      </Button>
      <Button
        small
        action="call.together"
        icon={<IconUsersGroup size={14} aria-hidden />}
        disabled={busy}
        onClick={join}
      >
        {t(three ? 'people.two' : 'people.three')}
      </Button>
    </>
  );
}

/** Gives the number the call, or takes it off: what the strip of a consult does for a colleague. */
function OfNumber({ contact, other }: { contact: string; other: Other }) {
  const t = useText('callbacks');
  const params = { id: contact };
  const options = { onSuccess: () => refresh(contact), onError: toastProblem };
  const hand = useWrite(completeOutside, options);
  const end = useWrite(endOutside, options);
  const busy = hand.isPending || end.isPending;
  const up = other.state === 'up';
  useKey('consult.complete', () => hand.mutate({ params }), up && !busy);
  useKey('consult.end', () => end.mutate({ params }), !busy);
  return (
    <>
      {up && (
        <Button
          small
          action="consult.complete"
          icon={<IconArrowForwardUp size={14} aria-hidden className="flip" />}
          busy={hand.isPending}
          onClick={() => hand.mutate({ params })}
        >
          {t('people.hand', { other: other.name })}
        </Button>
      )}
      <Button
        small
        action="consult.end"
        icon={<IconX size={14} aria-hidden />}
        busy={end.isPending}
        onClick={() => end.mutate({ params })}
      >
        {up ? t('people.drop', { other: other.name }) : t('people.withdraw')}
      </Button>
    </>
  );
}

/** Why a number is on the call no more, until its agent has read it. */
function NumberOver({ contact, number }: { contact: string; number: CallOutside }) {
  const t = useText('callbacks');
  const [read, setRead] = useState(false);
  const again = useWrite(askOutside, { onSuccess: () => refresh(contact), onError: toastProblem });
  const words = t(`people.over.${number.cause ?? 'failed'}`, { other: shownNumber(number.number) });
  useEffect(() => announce(words), [words]);
  if (read) return null;
  return (
    <div className="call-people" role="group" aria-label={t('people.label')}>
      <p className="call-says">{words}</p>
      <Button
        small
        busy={again.isPending}
        onClick={() =>
          again.mutate({
            params: { id: contact },
            body: { number: number.number, purpose: number.purpose },
          })
        }
      >
        {t('people.retry')}
      </Button>
      <IconButton label={t('people.dismiss')} onClick={() => setRead(true)}>
        <IconX size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
