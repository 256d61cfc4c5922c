import './flow-story.css';
import { IconAlertTriangle, IconRobot, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { flowStory } from '#contract/flows.ts';
import type { FlowSession } from '#contract/flow-turns.ts';
import { nameIn, useApi, useText } from '#web/kit/index.ts';
import { endOf, storyOf, type StoryLine } from './flow-story.rules.ts';

const shownAtFirst = 4;

/** What a contact said, heard and got done before it came to a person, and how it was identified. */
export default function FlowStory({ contact }: { contact: string }) {
  const { data } = useApi(flowStory, { params: { id: contact } });
  if (data === undefined || data.items.length === 0) return null;
  return data.items.map((session) => <Story key={session.id} session={session} />);
}

function Story({ session }: { session: FlowSession }) {
  const t = useText('flow-story');
  const [all, setAll] = useState(false);
  const lines = storyOf(session.trail);
  const shown = all ? lines : lines.slice(-shownAtFirst);
  const end = endOf(session);
  const { identified } = session;
  return (
    <section className="flow-story" aria-label={t('title')}>
      <h3>
        <IconRobot size={15} aria-hidden /> {nameIn(session.flowName)}
      </h3>
      <p className={identified === null ? 'notice warn' : 'notice info'}>
        {identified === null ? (
          <>
            <IconAlertTriangle size={15} aria-hidden /> {t('notIdentified')}
          </>
        ) : (
          <>
            <IconShieldCheck size={15} aria-hidden />
            <span>
              {t(`by_${identified.by}`)}{' '}
              {identified.proof === null ? t('noProof') : t(`proof_${identified.proof}`)}
            </span>
          </>
        )}
      </p>
      <ol>
        {shown.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a story that is over does not change
          <li key={index} dir="auto" lang={session.language}>
            <Line line={line} />
          </li>
        ))}
      </ol>
      {lines.length > shownAtFirst && (
        <button type="button" className="link" onClick={() => setAll(!all)} aria-expanded={all}>
          {t(all ? 'less' : 'all')}
        </button>
      )}
      {end !== 'flow' && <p className="t2 s12">{t(end)}</p>}
    </section>
  );
}

const known = new Set(['reading', 'card', 'case', 'send', 'call']);
const exits = new Set(['done', 'sent', 'callback', 'refused', 'error']);
function Line({ line }: { line: StoryLine }) {
  const t = useText('flow-story');
  if (line.kind === 'did') {
    const what =
      line.exit === 'callback' ? line.note : t(`what.${known.has(line.what) ? line.what : 'other'}`);
    return <b>{t(`did_${exits.has(line.exit) ? line.exit : 'done'}`, { what })}</b>;
  }
  return (
    <>
      <span className="t2">{line.question}</span>
      <b>
        {line.kind === 'silent' ? t('silent') : line.answer}
        {line.kind === 'answer' && line.misunderstood && <i className="t3"> · {t('misunderstood')}</i>}
      </b>
    </>
  );
}
