/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OwnCallback } from '#contract/callback-page.ts';
import { byDay } from './when.ts';
import type { Language, Words } from './words.ts';

interface ChangeProps {
  callback: OwnCallback;
  language: Language;
  t: Words;
  /** @returns whether the time was refused */
  onChoose: (at: string) => Promise<boolean>;
}

/** Another time, of those at which the service is open. */
export function Change({ callback, language, t, onChoose }: ChangeProps) {
  const [fault, setFault] = useState<'pick' | 'gone' | null>(null);
  const [at, setAt] = useState('');
  const [busy, setBusy] = useState(false);
  const select = useRef<HTMLSelectElement>(null);
  const refuse = (why: 'pick' | 'gone') => {
    setFault(why);
    select.current?.focus();
  };
  async function submit() {
    if (at === '' || !callback.times.includes(at)) {
      refuse('pick');
      return;
    }
    setBusy(true);
    const refused = await onChoose(at);
    setBusy(false);
    setAt('');
    if (refused) refuse('gone');
    else setFault(null);
  }
  return (
    <section class="card" aria-labelledby="change">
      <h2 id="change">{t('changeTitle')}</h2>
      {callback.times.length === 0 ? (
        <p class="hint">{t('noTimes')}</p>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void submit();
          }}
        >
          <div class="field">
            <label for="at">{t('when')}</label>
            <select
              ref={select}
              id="at"
              name="at"
              value={at}
              aria-invalid={fault !== null}
              {...(fault === null ? {} : { 'aria-describedby': 'at-error' })}
              onChange={({ currentTarget }) => {
                setAt(currentTarget.value);
                setFault(null);
              }}
            >
              <option value="">{t('choose')}</option>
              {byDay(callback.times, language, callback.timeZone).map(({ day, times }) => (
                <optgroup key={day} label={day}>
                  {times.map((one) => (
                    <option key={one.at} value={one.at}>
                      {one.text}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
            {fault !== null && (
              <p id="at-error" class="error">
                {t(fault)}
              </p>
            )}
          </div>
          <button type="submit" class="main" disabled={busy}>
            {t('change')}
          </button>
        </form>
      )}
    </section>
  );
}

/** No call at all; asked twice, because the place is lost. */
export function Cancel({ t, onCancel }: { t: Words; onCancel: () => Promise<unknown> }) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const openedRef = useRef(false);
  useEffect(() => {
    // The focus never falls out of the page: on what keeps the call, then back on what asks to end it.
    if (sure) keep.current?.focus();
    else if (openedRef.current) begin.current?.focus();
    openedRef.current = sure;
  }, [sure]);
  return (
    <section class="card" aria-labelledby="cancel">
      <h2 id="cancel">{t('cancelTitle')}</h2>
      {sure ? (
        <>
          <p>{t('cancelSure')}</p>
          <div class="row">
            <button ref={keep} type="button" class="second" onClick={() => setSure(false)}>
              {t('keep')}
            </button>
            <button
              type="button"
              class="main bad"
              disabled={busy}
              onClick={() => {
                setBusy(true);
                void onCancel().finally(() => setBusy(false));
              }}
            >
              {t('cancelYes')}
            </button>
          </div>
        </>
      ) : (
        <div class="row">
          <button ref={begin} type="button" class="second" onClick={() => setSure(true)}>
            {t('cancel')}
          </button>
        </div>
      )}
    </section>
  );
}
