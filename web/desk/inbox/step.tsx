import { IconArrowBackUp, IconCheck, IconExternalLink, IconNote } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { addCaseNote, getCase, listCaseEntries, type CaseView } from '#contract/cases.ts';
import { answerStep, getStep, listSteps, type CaseStep } from '#contract/steps.ts';
import {
  Button,
  Chip,
  formats,
  FormMessage,
  invalidate,
  Kbd,
  Loaded,
  nameIn,
  problemText,
  SlaChip,
  useApi,
  useKey,
  useKeysOf,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { Entries } from '../cases/entries.tsx';
import { stateOf } from '../cases/steps.tsx';
import '../cases/cases.css';
import type { ComposerHandle } from './composer.tsx';
import { useDraft, type Kind } from './draft.ts';
import type { FullContact } from './types.ts';
import './step.css';

const StepPapers = lazy(async () => ({ default: (await import('../cases/escalations.tsx')).StepPapers }));

const outcomes = ['answered', 'partly', 'returned'] as const;
type Outcome = (typeof outcomes)[number];
const nexts = ['call', 'write', 'nothing'] as const;
type Next = (typeof nexts)[number];

/** A step of a case where a conversation would be: what is asked, the case itself, and the box for the answer. */
export default function StepBody({
  ref,
  contact,
  canAnswer,
  onDone,
}: {
  ref: Ref<ComposerHandle>;
  contact: FullContact;
  canAnswer: boolean;
  /** The step is over. */
  onDone: () => void;
}) {
  const writesCases = useMay('case.write');
  const step = useApi(getStep, { params: { id: contact.id } });
  const found = useApi(getCase, { params: { id: contact.case ?? '' } }, { enabled: contact.case !== null });
  // Who has the step writes on its case, wherever it lies; who does not sees it by their own permission.
  const writes = writesCases && found.data !== undefined && found.data.status !== 'closed';
  return (
    <>
      <Loaded query={step} rows={3} height={40}>
        {(one) => <Task step={one} />}
      </Loaded>
      <div className="step-case">
        {found.data === undefined ? (
          <Gone step={step.data} failed={found.error !== null} />
        ) : (
          <>
            <CaseLine one={found.data} />
            <Entries one={found.data} writes={writes} notes={false} />
          </>
        )}
      </div>
      <StepComposer
        ref={ref}
        contact={contact}
        step={step.data}
        canAnswer={canAnswer && step.data?.outcome === null}
        canNote={writes}
        onDone={onDone}
      />
    </>
  );
}

function Task({ step }: { step: CaseStep }) {
  const t = useText('work');
  const charge = useText('charge');
  const { word, tone } = stateOf(step);
  return (
    <section className="step-task" aria-labelledby="step-task">
      <p className="row s12 t2">
        <h3 id="step-task">{t('step.askedOf', { name: step.askedByName })}</h3>
        <span className="t3 num">{formats.brief(step.askedAt)}</span>
        <span className="grow" />
        <Chip tone={tone}>{t(`step.state.${word}`)}</Chip>
        {step.outcome === null && step.dueAt !== null && <SlaChip dueAt={step.dueAt} />}
      </p>
      <p className="step-words" dir="auto">
        {step.question}
      </p>
      <Suspense>
        <StepPapers caseId={step.case} step={step.id} />
      </Suspense>
      {step.handover?.direction === 'front' && (
        <p className="notice">{charge(`back.todo.${step.handover.next ?? 'none'}`)}</p>
      )}
      {step.answer !== null && (
        <p className="step-answer" dir="auto">
          {step.answer}
        </p>
      )}
    </section>
  );
}

function CaseLine({ one }: { one: CaseView }) {
  const t = useText('cases');
  const work = useText('work');
  return (
    <p className="row step-case-line s12">
      <Link to={`/cases/${one.id}`} className="row">
        <IconExternalLink size={14} aria-hidden />
        {work('step.openCase', { number: one.number })}
      </Link>
      <span className="ell t2 grow" dir="auto">
        {one.subject}
      </span>
      <Chip>{nameIn(one.typeName)}</Chip>
      <Chip tone="line">{t(`status.${one.status}`)}</Chip>
    </p>
  );
}

/** The case lies elsewhere: it was shown as long as the step was theirs. */
function Gone({ step, failed }: { step: CaseStep | undefined; failed: boolean }) {
  const t = useText('work');
  if (!failed && step?.outcome == null) return null;
  return <p className="t3 step-gone">{t('step.caseGone')}</p>;
}

function StepComposer({
  ref,
  contact,
  step,
  canAnswer,
  canNote,
  onDone,
}: {
  ref: Ref<ComposerHandle>;
  contact: FullContact;
  step: CaseStep | undefined;
  canAnswer: boolean;
  canNote: boolean;
  onDone: () => void;
}) {
  const t = useText('work');
  const inbox = useText('inbox');
  const kit = useText('kit');
  const [chosen, setChosen] = useState<Kind>('reply');
  const [outcome, setOutcome] = useState<Outcome>('answered');
  const [next, setNext] = useState<Next>('write');
  const charge = useText('charge');
  // A case that was handed over returns with what is to be done; one that could not be done says why instead.
  const returns = step?.handover?.direction === 'back' && outcome !== 'returned';
  const kind: Kind = canAnswer && (chosen === 'reply' || !canNote) ? 'reply' : 'note';
  const answer = useDraft(contact.conversation, 'reply', canAnswer);
  const note = useDraft(contact.conversation, 'note', canNote);
  const { draft, change, saved } = kind === 'reply' ? answer : note;
  const [replyKey, noteKey] = [useKeysOf('conversation.reply'), useKeysOf('conversation.note')];
  const field = useRef<HTMLTextAreaElement>(null);
  const write = useCallback((wanted: Kind) => {
    setChosen(wanted);
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  useImperativeHandle(ref, () => ({ write }));

  const finish = useWrite(answerStep, {
    onSuccess: () => {
      void answer.clear();
      invalidate(listSteps);
      invalidate(getStep, { params: { id: contact.id } });
      onDone();
    },
  });
  const add = useWrite(addCaseNote, {
    onSuccess: () => {
      note.change({ text: '' });
      if (contact.case !== null) invalidate(listCaseEntries, { params: { id: contact.case } });
    },
  });
  const busy = finish.isPending || add.isPending;
  const empty = draft.text.trim() === '';
  const send = () => {
    if (empty || busy) return;
    if (kind === 'reply')
      finish.mutate({
        params: { id: contact.id },
        body: { outcome, answer: draft.text.trim(), ...(returns ? { next } : {}) },
      });
    else if (contact.case !== null)
      add.mutate({ params: { id: contact.case }, body: { text: draft.text.trim() } });
  };
  useKey('conversation.send', send, !empty);
  if (!canAnswer && !canNote) return null;
  const problem = kind === 'reply' ? finish.error : add.error;
  return (
    <section className="composer step-composer" aria-label={inbox('composer.label')}>
      <FormMessage>{problem === null ? null : problemText(problem, kit)}</FormMessage>
      <div className={`composer-box ${kind === 'note' ? 'is-note' : ''}`}>
        <div className="composer-head">
          <div className="segments" role="group" aria-label={inbox('composer.kind')}>
            {canAnswer && (
              <button type="button" aria-pressed={kind === 'reply'} onClick={() => write('reply')}>
                <IconCheck size={15} aria-hidden />
                {t('step.answer')}
                {kind !== 'reply' && <Kbd keys={replyKey} />}
              </button>
            )}
            {canNote && (
              <button type="button" aria-pressed={kind === 'note'} onClick={() => write('note')}>
                <IconNote size={15} aria-hidden />
                {t('step.noteLabel')}
                {kind !== 'note' && <Kbd keys={noteKey} />}
              </button>
            )}
          </div>
          <span className="grow" />
          {kind === 'reply' ? (
            <div className="segments" role="group" aria-label={t('step.outcome')}>
              {outcomes.map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={outcome === one}
                  onClick={() => setOutcome(one)}
                >
                  {t(`step.outcomes.${one}`)}
                </button>
              ))}
            </div>
          ) : (
            !canAnswer && <span className="s12 t3 ell">{t(whyNot(contact))}</span>
          )}
        </div>
        <textarea
          ref={field}
          className="plain-editor step-editor"
          rows={4}
          aria-label={
            kind === 'reply' ? t('step.answerTo', { name: step?.askedByName ?? '' }) : t('step.noteLabel')
          }
          placeholder={
            kind === 'note'
              ? t('step.notePlaceholder')
              : t(outcome === 'returned' ? 'step.returnedHelp' : 'step.answerPlaceholder')
          }
          value={draft.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <div className="composer-foot">
          {kind === 'reply' && returns && (
            <>
              <span className="s12 t2">{charge('back.next')}</span>
              <div className="segments" role="group" aria-label={charge('back.next')}>
                {nexts.map((one) => (
                  <button key={one} type="button" aria-pressed={next === one} onClick={() => setNext(one)}>
                    {charge(`back.${one}`)}
                  </button>
                ))}
              </div>
            </>
          )}
          <span className="grow" />
          <span className="s12 t3 draft-state" role="status">
            {saved === 'no' ? '' : inbox(`draft.${saved}`)}
          </span>
          <Button
            look="solid"
            action="conversation.send"
            disabled={empty}
            busy={busy}
            icon={
              kind === 'note' ? (
                <IconNote size={15} aria-hidden />
              ) : outcome === 'returned' ? (
                <IconArrowBackUp size={15} aria-hidden className="flip" />
              ) : (
                <IconCheck size={15} aria-hidden />
              )
            }
            onClick={send}
          >
            {t(kind === 'note' ? 'step.saveNote' : outcome === 'returned' ? 'step.giveBack' : 'step.finish')}
          </Button>
        </div>
      </div>
    </section>
  );
}

const whyNot = ({ state, agent }: FullContact): string =>
  state === 'queued' || state === 'offered'
    ? 'step.whyQueued'
    : agent !== null && state === 'active'
      ? 'step.whyTheirs'
      : 'step.whyClosed';
