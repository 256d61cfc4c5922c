import { IconBell, IconBuildingCommunity, IconDownload, IconMail, IconPaperclip } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { CaseView } from '#contract/cases.ts';
import {
  downloadPaper,
  judgeEscalationWord,
  listEscalationNews,
  listEscalations,
  remindEscalation,
  seeEscalationNews,
  type Escalation,
} from '#contract/escalations.ts';
import {
  Button,
  callPatiently,
  Chip,
  EmptyState,
  formats,
  invalidate,
  Loaded,
  SlaChip,
  toastProblem,
  urlOf,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { standing } from './escalation-words.ts';
import './cases.css';
import './escalations.css';

const Escalate = lazy(() => import('./escalate.tsx'));
const OpinionDialog = lazy(() => import('./opinion-dialog.tsx'));
const EndDialog = lazy(() => import('./escalation-end.tsx'));

type Doing = { what: 'withdraw' | 'hand' | 'again' | 'opinion'; one: Escalation };

/** What was asked of competence centres about a case, the newest first. */
export function Escalations({
  one,
  writes,
  contact,
}: {
  one: CaseView;
  writes: boolean;
  /** The contact at hand, when it is asked during one. */
  contact?: string;
}) {
  const t = useText('escalations');
  const found = useApi(listEscalations, { query: { case: one.id, limit: 50 } });
  useSeen(found.data?.items ?? []);
  const [asking, setAsking] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const asks = writes && one.status !== 'closed';
  return (
    <section className="side-part" aria-labelledby="case-escalations">
      <div className="row">
        <h3 id="case-escalations">
          {t('title')} <span className="t3 num">{found.data?.items.length ?? ''}</span>
        </h3>
        <span className="grow" />
        {asks && (
          <Button
            small
            icon={<IconBuildingCommunity size={14} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t('ask')}
          </Button>
        )}
      </div>
      <Loaded query={found} rows={1} height={48}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{t('none')}</EmptyState>
          ) : (
            <ul className="steps">
              {items.map((item) => (
                <EscalationRow
                  key={item.id}
                  one={item}
                  writes={asks}
                  keeps={writes}
                  onDo={(what) => setDoing({ what, one: item })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Suspense>
        {asking && (
          <Escalate
            id={one.id}
            classification={one.classification}
            {...(contact === undefined ? {} : { contact })}
            onClose={() => setAsking(false)}
          />
        )}
        {doing?.what === 'opinion' && <OpinionDialog from={doing.one} onClose={() => setDoing(null)} />}
        {doing?.what === 'again' && (
          <Escalate
            id={one.id}
            classification={one.classification}
            from={doing.one}
            onClose={() => setDoing(null)}
          />
        )}
        {(doing?.what === 'withdraw' || doing?.what === 'hand') && (
          <EndDialog what={doing.what} one={doing.one} onClose={() => setDoing(null)} />
        )}
      </Suspense>
    </section>
  );
}

/** What came back is before the eyes of whoever asked: nothing calls them to it any more. */
function useSeen(items: readonly Escalation[]): void {
  const news = useApi(listEscalationNews);
  const shown = (news.data?.items ?? [])
    .map(({ escalation }) => escalation)
    .filter((id) => items.some((item) => item.id === id))
    .join();
  useEffect(() => {
    if (shown === '' || document.hidden) return;
    void callPatiently(seeEscalationNews, { body: { escalations: shown.split(',') } }).then(
      () => invalidate(listEscalationNews),
      // They are called again.
      () => undefined,
    );
  }, [shown]);
}

function EscalationRow({
  one,
  writes,
  keeps,
  onDo,
}: {
  one: Escalation;
  writes: boolean;
  /** May make an opinion of its answer, also once the case is closed. */
  keeps: boolean;
  onDo: (what: Doing['what']) => void;
}) {
  const t = useText('escalations');
  const { word, tone } = standing(one);
  const open = one.outcome === null;
  const remind = useWrite(remindEscalation, { invalidates: [listEscalations], onError: toastProblem });
  return (
    <li className="step-row" aria-label={t('named', { number: one.number, centre: one.centreName })}>
      <p className="row">
        <Chip tone={tone}>{t(`state.${word}`)}</Chip>
        <span className="ell grow">{one.centreName}</span>
        {open ? (
          <SlaChip dueAt={one.dueAt} />
        ) : (
          <span className="t3 s12 num">{formats.brief(one.closedAt ?? one.askedAt)}</span>
        )}
      </p>
      <p className="clamp" dir="auto">
        {one.question}
      </p>
      <Papers one={one} side="asked" />
      {one.answer !== null && (
        <div className="step-answer">
          <p dir="auto">{one.answer}</p>
          <p className="s12 t3">
            {one.answeredFrom !== null && <IconMail size={12} aria-hidden />}{' '}
            {one.answeredFrom === null
              ? (one.answeredName ?? '')
              : t('byMail', { name: one.answeredName ?? one.answeredFrom, address: one.answeredFrom })}
            {one.seconds !== null &&
              (one.outcome === 'answered' || one.outcome === 'partly') &&
              ` · ${t('took', { time: formats.span(one.seconds) })}`}
          </p>
          <Papers one={one} side="answered" />
        </div>
      )}
      <Words one={one} writes={writes} />
      <Reminders one={one} />
      <p className="s12 t3">{t('askedBy', { number: one.number, name: one.askedByName })}</p>
      <p className="row s12 escalation-verbs">
        {writes && open && (
          <>
            <button
              type="button"
              className="link"
              disabled={remind.isPending}
              onClick={() => remind.mutate({ params: { id: one.id } })}
            >
              {t('remind')}
            </button>
            <button type="button" className="link" onClick={() => onDo('hand')}>
              {t('hand')}
            </button>
            <button type="button" className="link" onClick={() => onDo('withdraw')}>
              {t('withdraw')}
            </button>
          </>
        )}
        {one.opinion !== null && (
          <Link to={`/opinions/${one.opinion}`} className="link">
            {t('opinion.one')}
          </Link>
        )}
        {keeps && one.opinion === null && (one.outcome === 'answered' || one.outcome === 'partly') && (
          <button type="button" className="link" onClick={() => onDo('opinion')}>
            {t('opinion.make')}
          </button>
        )}
        {writes && !open && (
          <button type="button" className="link" onClick={() => onDo('again')}>
            {t('again')}
          </button>
        )}
      </p>
    </li>
  );
}

const doubts = ['stranger', 'bad_mark', 'empty'] as const;

/** What came by mail besides the answer; what is not believed waits for a person. */
function Words({ one, writes }: { one: Escalation; writes: boolean }) {
  const t = useText('escalations');
  const judge = useWrite(judgeEscalationWord, { invalidates: [listEscalations], onError: toastProblem });
  if (one.words.length === 0) return null;
  return (
    <ul className="escalation-words" aria-label={t('words')}>
      {one.words.map((word) => (
        <li key={word.id} className={word.kind === 'doubtful' && word.judged === null ? 'doubtful' : ''}>
          <p className="row s12">
            <Chip tone={word.kind === 'more' ? 'line' : 'warn'}>{t(`word.${word.kind}`)}</Chip>
            <span className="ell grow t2">{word.senderName === '' ? word.sender : word.senderName}</span>
            <span className="t3 num">{formats.brief(word.at)}</span>
          </p>
          {word.kind === 'doubtful' && (
            <p className="s12 t3">
              {t(`doubt.${doubts.find((one) => one === word.why) ?? 'stranger'}`, { address: word.sender })}
            </p>
          )}
          {word.kind === 'undelivered' && word.why !== null && <p className="s12 t3">{word.why}</p>}
          {word.text !== '' && (
            <p className="entry-body" dir="auto">
              {word.text}
            </p>
          )}
          {word.files.length > 0 && <p className="s12 t3">{word.files.join(', ')}</p>}
          {word.judged !== null && (
            <p className="s12 t3">{t(`judged.${word.judged}`, { name: word.judgedByName ?? '' })}</p>
          )}
          {word.kind === 'doubtful' && word.judged === null && writes && (
            <p className="row">
              <Button
                small
                busy={judge.isPending}
                onClick={() =>
                  judge.mutate({ params: { id: one.id, word: word.id }, body: { as: 'answer' } })
                }
              >
                {t('takeAnswer')}
              </Button>
              <Button
                small
                look="ghost"
                busy={judge.isPending}
                onClick={() =>
                  judge.mutate({ params: { id: one.id, word: word.id }, body: { as: 'nothing' } })
                }
              >
                {t('dropAnswer')}
              </Button>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The papers of one side, each to take. */
export function Papers({ one, side }: { one: Escalation; side: 'asked' | 'answered' }) {
  const t = useText('escalations');
  const papers = one.papers.filter((paper) => paper.side === side);
  if (papers.length === 0) return null;
  return (
    <ul className="papers" aria-label={t(`papers.${side}`)}>
      {papers.map((paper) => (
        <li key={paper.id}>
          <a href={urlOf(downloadPaper, { params: { id: paper.id } })} download className="row s12">
            <IconPaperclip size={12} aria-hidden />
            <span className="ell">{paper.name}</span>
            <span className="t3 num">{formats.bytes(paper.size)}</span>
            <IconDownload size={12} aria-hidden />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Reminders({ one }: { one: Escalation }) {
  const t = useText('escalations');
  const sent = one.reminders.filter(({ sentAt }) => sentAt !== null);
  // Those to come are by themselves, at these times, as long as there is no answer.
  const planned = one.outcome === null ? one.reminders.filter(({ sentAt }) => sentAt === null) : [];
  if (sent.length + planned.length === 0) return null;
  return (
    <ul className="reminders s12" aria-label={t('reminders')}>
      {sent.map((reminder) => (
        <li key={reminder.id} className="row">
          <IconBell size={12} aria-hidden />
          <span className="grow">
            {t(reminder.whom === 'head' ? 'remindedHead' : 'reminded', { to: reminder.sentTo })}
            {reminder.sentByName !== '' && ` · ${reminder.sentByName}`}
          </span>
          <span className="t3 num">{formats.brief(reminder.sentAt!)}</span>
        </li>
      ))}
      {planned.map((reminder) => (
        <li key={reminder.id} className="row t3">
          <IconBell size={12} aria-hidden />
          <span className="grow">{t(reminder.whom === 'head' ? 'nextHead' : 'next')}</span>
          <span className="num">{formats.brief(reminder.plannedAt)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The papers that went with a step which carries an escalation, for whoever answers it. */
export function StepPapers({ caseId, step }: { caseId: string; step: string }) {
  const found = useApi(listEscalations, { query: { case: caseId, limit: 50 } });
  const one = found.data?.items.find((item) => item.step === step);
  return one === undefined ? null : <Papers one={one} side="asked" />;
}
