/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { FlowOutcome } from '#contract/flow-turns.ts';
import { callMe, NoFlow } from './api.ts';
import { fillIn, type PageWords } from './words.ts';

/** How it ended: done, or to a person, who calls. */
export function Outcome({ outcome, token, t }: { outcome: FlowOutcome; token: string; t: PageWords }) {
  const [number, setNumber] = useState('');
  const [busy, setBusy] = useState(false);
  const [called, setCalled] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<NoFlow['why'] | null>(null);
  if (outcome.kind === 'ended') return <p class="outcome">{t.done}</p>;
  if (called !== null)
    return (
      <div class="outcome" role="status">
        <p>{fillIn(t.called, { number: called })}</p>
      </div>
    );
  return (
    <form
      class="outcome"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setTrouble(null);
        callMe(token, number)
          .then(
            (promise) => setCalled(promise.number),
            (error: unknown) => setTrouble(error instanceof NoFlow ? error.why : 'failed'),
          )
          .finally(() => setBusy(false));
      }}
    >
      <label>
        {t.number}
        <input
          type="tel"
          autocomplete="tel"
          required
          maxLength={40}
          value={number}
          aria-invalid={trouble === 'refused'}
          aria-describedby="call-trouble"
          onInput={(event) => setNumber(event.currentTarget.value)}
        />
      </label>
      <p class="error" id="call-trouble" role="alert">
        {trouble === null
          ? ''
          : trouble === 'refused'
            ? t.noCallback
            : trouble === 'often'
              ? t.often
              : t.failed}
      </p>
      <button class="main" type="submit" disabled={busy}>
        {t.callMe}
      </button>
    </form>
  );
}
