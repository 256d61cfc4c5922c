/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import { answer, begin, leave, loadAbout, NoFlow, type About } from './api.ts';
import { Outcome } from './outcome.tsx';
import { Question } from './question.tsx';
import { useSilence } from './silence.ts';
import { directionOf, fillIn, languageNames, wordsIn, type PageWords } from './words.ts';

interface Line {
  text: string;
  language: FlowLanguage;
  mine: boolean;
}
/** A kiosk says so long before it begins anew that it will. */
const warningSeconds = 15;

/** A page that runs a flow: what was said, then a question with everything that answers it. */
export function FlowPage({ id, first }: { id: string; first: FlowLanguage }) {
  const [about, setAbout] = useState<About | null>(null);
  const [language, setLanguage] = useState<FlowLanguage>(first);
  const [token, setToken] = useState('');
  const [turn, setTurn] = useState<Turn | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<NoFlow['why'] | null>(null);
  const [unsent, setUnsent] = useState<{ input: FlowInput; shown: string } | null>(null);
  const openRef = useRef('');
  useEffect(() => {
    openRef.current = turn?.outcome == null ? token : '';
  }, [turn, token]);
  const log = useRef<HTMLOListElement>(null);
  const [t, setWords] = useState<PageWords | null>(null);

  const start = useCallback(
    async (wanted: FlowLanguage) => {
      setBusy(true);
      setTrouble(null);
      setUnsent(null);
      if (openRef.current !== '') leave(openRef.current);
      try {
        const begun = await begin(id, wanted);
        setToken(begun.token);
        setTurn(begun.turn);
        setLanguage(begun.turn.language);
        setLines(begun.turn.say.map((one) => ({ ...one, mine: false })));
      } catch (error) {
        setTrouble(error instanceof NoFlow ? error.why : 'failed');
      }
      setBusy(false);
    },
    [id],
  );
  useEffect(() => {
    loadAbout(id).then(
      (found) => {
        setAbout(found);
        document.title = `${found.name} · ${found.organisation}`;
        document.documentElement.classList.add('flow');
        if (found.kiosk) document.documentElement.classList.add('kiosk');
        const wanted = found.languages.includes(first) ? first : (found.languages[0] ?? first);
        void start(wanted);
      },
      (error: unknown) => setTrouble(error instanceof NoFlow ? error.why : 'failed'),
    );
  }, [id, first, start]);
  useEffect(() => {
    let current = true;
    // Offline the words stay what they were.
    wordsIn(language).then(
      (words) => current && setWords(words),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  useEffect(() => {
    const gone = () => openRef.current !== '' && leave(openRef.current);
    // A page that comes back out of the browser's memory has lost its session.
    const back = (event: PageTransitionEvent) => event.persisted && location.reload();
    addEventListener('pagehide', gone);
    addEventListener('pageshow', back);
    return () => {
      removeEventListener('pagehide', gone);
      removeEventListener('pageshow', back);
    };
  }, []);
  // Where the new words begin: nobody has to look for them.
  useEffect(() => log.current?.lastElementChild?.scrollIntoView?.({ block: 'nearest' }), [lines]);

  const send = useCallback(
    async (input: FlowInput, shown: string) => {
      if (turn === null || busy) return;
      setBusy(true);
      setTrouble(null);
      try {
        const next = await answer(token, turn.turn, input);
        setUnsent(null);
        setTurn(next);
        setLanguage(next.language);
        const said = next.say.map((one) => ({ ...one, mine: false }));
        setLines((before) => [
          ...(about?.kiosk === true ? [] : before),
          ...(shown === '' ? [] : [{ text: shown, language: turn.language, mine: true }]),
          ...said,
        ]);
      } catch (error) {
        // They had been away for too long: it begins anew.
        if (error instanceof NoFlow && error.why === 'refused') return void start(language);
        setUnsent({ input, shown });
        setTrouble(error instanceof NoFlow ? error.why : 'failed');
      }
      setBusy(false);
    },
    [turn, token, busy, about, start, language],
  );

  useSilence(turn?.ask?.seconds ?? null, `${token}:${turn?.turn}`, () => void send({ kind: 'silence' }, ''));

  if (t === null) return <main aria-busy="true" />;
  const again = () => void start(language);
  if (trouble === 'missing' || (trouble !== null && about === null))
    return (
      <main>
        <h1>{trouble === 'missing' ? t.missing : t.failed}</h1>
        {trouble !== 'missing' && (
          <button class="second" type="button" onClick={() => location.reload()}>
            {t.retry}
          </button>
        )}
      </main>
    );
  if (about === null) return <main aria-busy="true">{t.waiting}</main>;
  return (
    <main>
      <div class="top">
        <p class="organisation">{about.organisation}</p>
        {about.languages.length > 1 && (
          <label class="language-choice">
            {t.language}
            <select
              value={language}
              onChange={(event) => void start(event.currentTarget.value as FlowLanguage)}
            >
              {about.languages.map((one) => (
                <option key={one} value={one} lang={one}>
                  {languageNames[one]}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <h1>{about.name}</h1>
      <ol class="log" ref={log} aria-live="polite">
        {lines.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines are only ever added
          <li
            key={index}
            class={line.mine ? 'mine' : ''}
            lang={line.language}
            dir={directionOf(line.language)}
          >
            {line.mine && <span class="hidden">{t.you} </span>}
            {line.text}
          </li>
        ))}
      </ol>
      {turn?.ask != null && (
        <Question
          key={`${token}:${turn.turn}`}
          ask={turn.ask}
          busy={busy}
          t={t}
          onAnswer={(input, shown) => void send(input, shown)}
        />
      )}
      {turn?.outcome != null && <Outcome outcome={turn.outcome} token={token} t={t} />}
      <p class="quiet" role="status">
        {busy ? t.waiting : ''}
      </p>
      {trouble !== null && (
        <div class="summary" role="alert">
          <p>{trouble === 'often' ? t.often : t.failed}</p>
          <button
            class="second"
            type="button"
            onClick={() => (unsent === null ? again() : void send(unsent.input, unsent.shown))}
          >
            {t.retry}
          </button>
        </div>
      )}
      <div class="foot">
        {turn?.ask?.person === true && (
          <button
            class="second"
            type="button"
            disabled={busy}
            onClick={() => void send({ kind: 'person' }, t.person)}
          >
            {t.person}
          </button>
        )}
        <button class="second" type="button" disabled={busy} onClick={again}>
          {t.again}
        </button>
      </div>
      {about.kiosk && (
        <Idle seconds={about.idleSeconds} fresh={turn?.turn === 1} t={t} onIdle={() => void start(first)} />
      )}
    </main>
  );
}

/** Begins anew for the next one when nobody has touched anything for a while; nothing of the last one stays to be read. */
function Idle({
  seconds,
  fresh,
  t,
  onIdle,
}: {
  seconds: number;
  fresh: boolean;
  t: PageWords;
  onIdle: () => void;
}) {
  const [left, setLeft] = useState(seconds);
  const idleRef = useRef(onIdle);
  useEffect(() => {
    idleRef.current = onIdle;
  });
  useEffect(() => {
    let at = Date.now();
    const touched = () => {
      at = Date.now();
      setLeft(seconds);
    };
    const events = ['pointerdown', 'keydown', 'touchstart'] as const;
    for (const event of events) addEventListener(event, touched);
    const timer = setInterval(() => {
      const rest = seconds - Math.floor((Date.now() - at) / 1000);
      if (rest <= 0) {
        touched();
        idleRef.current();
      } else setLeft(rest);
    }, 500);
    return () => {
      clearInterval(timer);
      for (const event of events) removeEventListener(event, touched);
    };
  }, [seconds]);
  if (fresh || left > warningSeconds) return null;
  return (
    <div class="idle" role="alert">
      <p>{fillIn(t.idle, { seconds: left })}</p>
      <button class="second" type="button">
        {t.here}
      </button>
    </div>
  );
}
