import { useText } from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import PassDialog from './pass-dialog.tsx';
import PriorityDialog from './priority-dialog.tsx';
import { endWrapUpFor, finishFor, passOne, setPriority, type Steered, type Verb } from './verbs.ts';
import { WhyDialog } from './why.tsx';

/** The dialog of a verb on one contact; a refusal is shown in it, in words. */
export default function ContactVerb({
  verb,
  contact,
  boost = null,
  onClose,
  onDone,
}: {
  verb: Verb;
  contact: Steered;
  boost?: number | null;
  onClose: () => void;
  /** Once it is done; `why` as it was given. */
  onDone?: (why: string) => void;
}) {
  const t = useText('steering');
  const me = useMe();
  const names = { agent: contact.agentName ?? '', queue: contact.queueName ?? '' };
  const done = (work: Promise<void>, why: string) => work.then(() => onDone?.(why));
  if (verb === 'priority')
    return (
      <PriorityDialog
        name={contact.customerName}
        boost={boost}
        onWish={(wish) => done(setPriority(contact, wish), wish.why)}
        onClose={onClose}
      />
    );
  if (verb === 'pass')
    return (
      <PassDialog
        contacts={[contact]}
        onWish={(to) => done(passOne(contact, to), to.why)}
        onClose={onClose}
      />
    );
  const run = (why: string): Promise<void> => {
    if (verb === 'back') return passOne(contact, { queue: contact.queue ?? undefined, keepPlace: true, why });
    if (verb === 'pull') return passOne(contact, { agent: me.id, why });
    if (verb === 'finish') return finishFor(contact, why);
    if (verb === 'endWrapUp') return endWrapUpFor(contact, why);
    return Promise.resolve();
  };
  return (
    <WhyDialog
      title={t(`${verb}.title`, names)}
      confirm={t(`${verb}.submit`)}
      run={(why) => done(run(why), why)}
      onClose={onClose}
    >
      <p>{t(`${verb}.text`, names)}</p>
    </WhyDialog>
  );
}
