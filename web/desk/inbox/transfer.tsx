import { useState } from 'react';
import { askConsult } from '#contract/consults.ts';
import { getContact, type Contact } from '#contract/contacts.ts';
import { transferContact } from '#contract/handling.ts';
import type { Output } from '#contract/route.ts';
import { askOutside } from '#contract/outside.ts';
import { callOfContact } from '#contract/voice.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  Dialog,
  FormMessage,
  invalidate,
  problemText,
  TextField,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { namedTarget, TargetPicker, type Target } from '../steering/target-picker.tsx';
import type { FullContact } from './types.ts';

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
  const calls = useText('callbacks');
  const free = contact.consult === null;
  const [wantsFirst, setFirst] = useState(startsFirst);
  const first = wantsFirst && free;
  const [target, setTarget] = useState<Target>({ to: startsFirst ? 'agent' : 'queue', id: '' });
  const [note, setNote] = useState('');
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
  const dial = useWrite(askOutside, {
    onSuccess: () => {
      const params = { id: contact.id };
      invalidate(getContact, { params });
      invalidate(callOfContact, { params });
      onClose();
    },
  });
  const phone = contact.channel === 'phone';
  const line = useApi(callOfContact, { params: { id: contact.id } }, { enabled: phone, staleTime: 0 }).data;
  const mayCall = useMay('contact.call');
  const isNumber = target.to === 'number';
  const why = whyNoNumber(line, mayCall);
  const error = isNumber ? dial.error : first ? ask.error : write.error;
  const wrong = error instanceof ApiProblem ? error.field('number') : undefined;
  return (
    <Dialog
      title={t(first ? 'transfer.titleConsult' : 'transfer.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            disabled={target.id.trim() === '' || (isNumber && why !== null)}
            busy={write.isPending || ask.isPending || dial.isPending}
            onClick={() => {
              const params = { id: contact.id };
              const whom = namedTarget(target);
              if (isNumber)
                dial.mutate({ params, body: { number: target.id, purpose: first ? 'consult' : 'transfer' } });
              else if (first) ask.mutate({ params, body: { ...whom, question: note } });
              else write.mutate({ params, body: { ...whom, note } });
            }}
          >
            {isNumber ? calls('outside.call') : t(first ? 'transfer.ask' : 'transfer.submit')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{error === null || wrong !== undefined ? null : problemText(error, kit)}</FormMessage>
        <div className="segments how" role="group" aria-label={t('transfer.how')}>
          {[false, true].map((wish) => (
            <button
              key={String(wish)}
              type="button"
              aria-pressed={first === wish}
              disabled={wish && !free}
              onClick={() => {
                setFirst(wish);
                setTarget(({ to }) => ({ to, id: '' }));
              }}
            >
              {t(wish ? 'transfer.consultFirst' : 'transfer.handOver')}
            </button>
          ))}
          {!free && <span className="s12 t3">{t('transfer.already')}</span>}
        </div>
        <TargetPicker
          contact={contact.id}
          value={target}
          onChange={setTarget}
          queueName={({ id, name }) => (first || id !== contact.queue ? name : null)}
          // Who is not there cannot be asked.
          needsPresence={first}
          {...(phone && {
            number: {
              label: calls('outside.number'),
              panel:
                why === null ? (
                  <TextField
                    label={calls('outside.number')}
                    type="tel"
                    inputMode="tel"
                    autoComplete="off"
                    data-autofocus
                    maxLength={40}
                    help={calls('outside.numberHelp')}
                    error={wrong}
                    value={isNumber ? target.id : ''}
                    onChange={(event) => setTarget({ to: 'number', id: event.target.value })}
                  />
                ) : (
                  <p className="menu-empty" role="status">
                    {calls(`outside.${why}`)}
                  </p>
                ),
            },
          })}
        />
        {isNumber && why === null && (
          <p className="s12 t2">{calls(first ? 'outside.askHelp' : 'outside.handHelp')}</p>
        )}
        {!isNumber && (
          <AreaField
            label={t(first ? 'transfer.question' : 'transfer.note')}
            optional
            help={t(first ? 'transfer.questionHelp' : 'transfer.noteHelp')}
            maxLength={2000}
            rows={3}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </div>
    </Dialog>
  );
}

/** Why a call cannot go to a number now; null: it can. */
const whyNoNumber = (
  line: Output<typeof callOfContact> | undefined,
  mayCall: boolean,
): 'noCall' | 'mayNot' | 'noLine' | null => {
  if (line === undefined || line.call === null || line.call.endedAt !== null) return 'noCall';
  if (!mayCall) return 'mayNot';
  return line.dials ? null : 'noLine';
};
