import { useState } from 'react';
import {
  getSpeech,
  speechLanguages,
  tryProvider,
  type Provider,
  type SpeechLanguage,
} from '#contract/speech.ts';
import {
  Button,
  call,
  Dialog,
  formats,
  SelectField,
  TextField,
  toastProblem,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import type { Output } from '#contract/route.ts';
import { play, stop } from '../speech/player.ts';
import { PlayButton } from '../speech/sound.tsx';

type Tried = Output<typeof tryProvider>;

const bytesOf = (base64: string): ArrayBuffer =>
  Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer;

/** Asks a provider once, and lets what it says be heard, or what it heard be read. */
export function TryProvider({ row, disabled }: { row: Provider; disabled: boolean }) {
  const t = useText('speech');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        disabled={disabled}
        aria-label={t('try.of', { name: row.name })}
        onClick={() => setOpen(true)}
      >
        {t('try.title')}
      </Button>
      {open && <Trial row={row} onClose={() => setOpen(false)} />}
    </>
  );
}

function Trial({ row, onClose }: { row: Provider; onClose: () => void }) {
  const t = useText('speech');
  const speaks = row.purpose === 'speak';
  const languages: SpeechLanguage[] = speechLanguages.filter(
    (one) => !speaks || row.kind === 'espeak' || row.voices[one] !== undefined,
  );
  const [language, setLanguage] = useState<SpeechLanguage>(languages[0] ?? 'it');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  async function ask() {
    setBusy(true);
    setTried(null);
    try {
      const answer = await call(tryProvider, {
        params: { id: row.id },
        body: { language, ...(text.trim() === '' ? {} : { text }) },
      });
      setTried(answer);
      await refresh(getSpeech);
      if (answer.sound !== null) await play('trial', () => Promise.resolve(bytesOf(answer.sound!)));
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const close = () => {
    stop();
    onClose();
  };
  return (
    <Dialog
      title={t('try.of', { name: row.name })}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('try.close')}</Button>
          <Button look="solid" busy={busy} onClick={() => void ask()}>
            {t(speaks ? 'try.say' : 'try.listen')}
          </Button>
        </>
      }
    >
      <div className="form">
        <SelectField
          label={t('language')}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          value={language}
          onChange={(event) => setLanguage(event.target.value as SpeechLanguage)}
        />
        {speaks ? (
          <TextField
            label={t('try.text')}
            help={t('try.textHelp')}
            optional
            maxLength={300}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        ) : (
          <p className="t2">{t('try.listenHelp')}</p>
        )}
        <div role="status">
          {tried !== null &&
            (tried.ok ? (
              <div className="row wrap">
                {tried.sound !== null && (
                  <PlayButton
                    name="trial"
                    long
                    label={t('try.again')}
                    load={() => Promise.resolve(bytesOf(tried.sound!))}
                  />
                )}
                {tried.text !== null && (
                  <p>
                    <span className="t3">{t('try.heard')}</span> <q lang={language}>{tried.text}</q>
                  </p>
                )}
                <span className="t2 num">{t('try.took', { ms: formats.number(tried.milliseconds) })}</span>
              </div>
            ) : (
              <p className="notice crit">{t('try.failed', { fault: tried.error ?? '' })}</p>
            ))}
        </div>
      </div>
    </Dialog>
  );
}
