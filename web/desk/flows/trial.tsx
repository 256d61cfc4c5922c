import { IconPhone, IconPlayerPlay, IconRefresh, IconSend, IconUser } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import type { Ask, FlowOutcome, TrailEntry } from '#contract/flow-turns.ts';
import { Button, ErrorState, formats, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { CallPad, keypad } from './trial-call.tsx';
import { exitName, nodeTitle, queueName } from './words.ts';

/** The draft, tried: in letters and keys as any channel, or as a real call. Nothing real is changed, sent or counted. */
export function TrialPane() {
  const t = useText('flows');
  const { draft, trial, edits } = useDesigning();
  const { channels, languages } = draft.graph;
  const [channel, setChannel] = useState<FlowChannel>(channels.includes('chat') ? 'chat' : channels[0]!);
  const [language, setLanguage] = useState<FlowLanguage>(languages[0]!);
  const [from, setFrom] = useState('');
  const tPhone = useText('phone');
  const [starting, setStarting] = useState<'written' | 'call' | null>(null);
  async function begin(how: 'written' | 'call') {
    setStarting(how);
    const number = from.trim() === '' ? null : from.trim();
    try {
      if (!(await draft.flush())) return;
      await (how === 'call' ? trial.callUp(language, number) : trial.begin(channel, language, number));
    } finally {
      setStarting(null);
    }
  }
  const onCall = trial.running?.call != null && trial.running.call.state !== 'ended';
  if (!edits && trial.running === null) return <p className="flow-hint">{t('trial.editorsOnly')}</p>;
  return (
    <div className="flow-trial">
      <div className="flow-trial-head">
        <p className="notice">{t('trial.notice')}</p>
        <div className="flow-trial-choices">
          <SelectField
            label={t('trial.channel')}
            options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
            value={channel}
            onChange={(event) => setChannel(event.target.value as FlowChannel)}
          />
          <SelectField
            label={t('trial.language')}
            options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
            value={language}
            onChange={(event) => setLanguage(event.target.value as FlowLanguage)}
          />
          <TextField
            label={t('trial.from')}
            optional
            inputMode="tel"
            autoComplete="off"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </div>
        {!onCall && (
          <div className="row wrap">
            <Button
              look={trial.running === null ? 'solid' : 'plain'}
              busy={starting === 'written'}
              disabled={draft.state === 'conflict' || starting !== null}
              icon={
                trial.running === null ? (
                  <IconPlayerPlay size={15} aria-hidden />
                ) : (
                  <IconRefresh size={15} aria-hidden />
                )
              }
              onClick={() => void begin('written')}
            >
              {t(trial.running === null ? 'trial.begin' : 'trial.again')}
            </Button>
            {channels.includes('phone') && (
              <Button
                busy={starting === 'call'}
                disabled={draft.state === 'conflict' || starting !== null}
                icon={<IconPhone size={15} aria-hidden />}
                onClick={() => void begin('call')}
              >
                {t('trial.call')}
              </Button>
            )}
          </div>
        )}
        {draft.state === 'refused' && <p className="error">{t('trial.refused')}</p>}
      </div>
      {trial.problem !== null && <ErrorState error={trial.problem} />}
      {trial.trouble !== null && (
        <p className="error" role="alert">
          {tPhone(`trouble.${trial.trouble}`)}
        </p>
      )}
      {trial.running !== null && <Talk key={trial.running.session} />}
    </div>
  );
}

/** It scrolls, so the keyboard must get there. */
const scrolls = { tabIndex: 0 };

function Talk() {
  const t = useText('flows');
  const { trial } = useDesigning();
  const running = trial.running!;
  const log = useRef<HTMLDivElement>(null);
  const phone = running.channel === 'phone';
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [running.lines.length, running.turn?.outcome]);
  return (
    <>
      <div
        className={`flow-talk ${phone ? 'phone' : ''}`}
        ref={log}
        role="log"
        aria-label={t('trial.talk')}
        {...scrolls}
      >
        {running.lines.map((line, index) =>
          line.by === 'flow' ? (
            <p key={index} className="flow-said" dir="auto" lang={line.language}>
              <span className="sr">{t('trial.flowSays')} </span>
              {line.text}
            </p>
          ) : (
            <p key={index} className="flow-mine" dir="auto">
              <span className="sr">{t('trial.iSay')} </span>
              {line.text}
            </p>
          ),
        )}
        {running.turn?.outcome != null && <Outcome outcome={running.turn.outcome} />}
      </div>
      {running.call !== null && <CallPad call={running.call} />}
      {running.call === null && running.turn?.ask != null && (
        <Answer key={running.turn.turn} ask={running.turn.ask} phone={phone} />
      )}
      <Trail trail={running.trail} />
    </>
  );
}

function Outcome({ outcome }: { outcome: FlowOutcome }) {
  const t = useText('flows');
  const { parts } = useDesigning();
  return (
    <p className="flow-outcome" role="status">
      {outcome.kind === 'ended'
        ? t(`outcome.${outcome.result}`)
        : t(`outcome.queue_${outcome.because}`, { queue: queueName(parts, outcome.queue) })}
      {outcome.kind === 'queue' && outcome.requires.length > 0 && (
        <span className="t2">
          {' '}
          {outcome.requires.map(({ skill, level }) => `${skill} ${level}`).join(', ')}
        </span>
      )}
    </p>
  );
}

/** What the channel offers to answer with. */
function Answer({ ask, phone }: { ask: Ask; phone: boolean }) {
  const t = useText('flows');
  const { trial } = useDesigning();
  const [text, setText] = useState('');
  const [keys, setKeys] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const shown = (typed: string) => (ask.secret ? '•'.repeat(typed.length) : typed);
  const say = () => {
    if (text.trim() !== '') void trial.answer({ kind: 'text', text }, shown(text));
  };
  const pressed = (next: string) => {
    // One key that is enough is sent at once, as a telephone does.
    if (ask.keys !== null && ask.keys.end === '' && next.length >= ask.keys.max)
      void trial.answer({ kind: 'keys', keys: next }, shown(next));
    else if (ask.keys !== null && ask.keys.end !== '' && next.endsWith(ask.keys.end))
      void trial.answer({ kind: 'keys', keys: next.slice(0, -1) }, shown(next.slice(0, -1)));
    else setKeys(next);
  };
  return (
    <div className="flow-answer" aria-busy={trial.busy}>
      {!phone && ask.options.length > 0 && (
        <div className="row wrap">
          {ask.options.map(({ id, label, language }) => (
            <Button
              key={id}
              small
              lang={language}
              disabled={trial.busy}
              onClick={() => void trial.answer({ kind: 'option', option: id }, label)}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          say();
        }}
      >
        <input
          className="input"
          ref={field}
          type={ask.secret ? 'password' : 'text'}
          autoComplete="off"
          aria-label={t(phone ? 'trial.speak' : 'trial.write')}
          placeholder={t(phone ? 'trial.speak' : 'trial.write')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <IconButton
          label={t(phone ? 'trial.say' : 'trial.send')}
          disabled={trial.busy || text.trim() === ''}
          type="submit"
        >
          <IconSend size={16} aria-hidden className="flip" />
        </IconButton>
      </form>
      {phone && (
        <div className="flow-keypad" role="group" aria-label={t('trial.keypad')}>
          <output className="num" aria-label={t('trial.pressed')}>
            {shown(keys)}
          </output>
          {keypad.map((key) => (
            <button key={key} type="button" disabled={trial.busy} onClick={() => pressed(keys + key)}>
              {key}
            </button>
          ))}
          <Button
            small
            disabled={trial.busy || keys === ''}
            onClick={() => void trial.answer({ kind: 'keys', keys }, shown(keys))}
          >
            {t('trial.sendKeys')}
          </Button>
        </div>
      )}
      <div className="row wrap">
        {phone && (
          <Button
            small
            disabled={trial.busy}
            onClick={() => void trial.answer({ kind: 'silence' }, t('trial.silent'))}
          >
            {t('trial.silence')}
          </Button>
        )}
        {ask.person && (
          <Button
            small
            icon={<IconUser size={14} aria-hidden />}
            disabled={trial.busy}
            onClick={() => void trial.answer({ kind: 'person' }, t('trial.personAsked'))}
          >
            {t('trial.person')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What happened inside, as it is kept. */
function Trail({ trail }: { trail: TrailEntry[] }) {
  const t = useText('flows');
  const { code, draft, language, show } = useDesigning();
  return (
    <details className="flow-trail" open>
      <summary>{t('trail.title', { count: trail.length })}</summary>
      <ol>
        {trail.map((entry, index) => {
          const node =
            entry.flow === code ? draft.graph.nodes.find(({ id }) => id === entry.node) : undefined;
          const exit =
            entry.exit === null
              ? ''
              : node === undefined
                ? entry.exit
                : exitName(node, entry.exit, language, t);
          return (
            <li key={index}>
              <span className="t3">{t(`trail.${entry.kind}`)}</span>{' '}
              {node === undefined ? (
                <span>{entry.node}</span>
              ) : (
                <button type="button" className="flow-link" onClick={() => show(node.id)}>
                  {nodeTitle(node, t)}
                </button>
              )}
              {entry.text !== '' && entry.kind !== 'went' && <span dir="auto">: {entry.text}</span>}
              {exit !== '' && <span className="t2"> → {exit}</span>}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
