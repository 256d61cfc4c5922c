import { useRef, useState } from 'react';
import {
  createProvider,
  getSpeech,
  removeProvider,
  speechLanguages,
  updateProvider,
  type Provider,
  type SpeechLanguage,
} from '#contract/speech.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Confirm,
  Dialog,
  FormMessage,
  formats,
  TextField,
  toastProblem,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';

const voiceName = (language: SpeechLanguage) => `voice.${language}` as const;
type Values = {
  name: string;
  baseUrl: string;
  model: string;
  key: string;
  timeoutSeconds: string;
  active: boolean;
} & Record<ReturnType<typeof voiceName>, string>;

/** A service by OpenAI's protocol: made or changed. */
export function ProviderDialog({
  row,
  purpose,
  onClose,
}: {
  row: Provider | null;
  purpose: Provider['purpose'];
  onClose: () => void;
}) {
  const t = useText('speech');
  const element = useRef<HTMLFormElement>(null);
  const [removing, setRemoving] = useState(false);
  const form = useForm<Values>({
    name: row?.name ?? '',
    baseUrl: row?.baseUrl ?? '',
    model: row?.model ?? '',
    key: '',
    timeoutSeconds: String(row?.timeoutSeconds ?? 10),
    active: row?.active ?? true,
    ...(Object.fromEntries(speechLanguages.map((one) => [voiceName(one), row?.voices[one] ?? ''])) as Record<
      ReturnType<typeof voiceName>,
      string
    >),
  });
  const save = form.submit(async (values) => {
    const { name, baseUrl, model, key, timeoutSeconds, active } = values;
    const body = {
      purpose,
      name,
      baseUrl,
      model,
      active,
      timeoutSeconds: Number(timeoutSeconds),
      voices:
        purpose === 'speak'
          ? Object.fromEntries(
              speechLanguages.map((one) => [one, values[voiceName(one)]]).filter(([, voice]) => voice !== ''),
            )
          : {},
      ...(key === '' ? {} : { key }),
    };
    if (row === null) await callPatiently(createProvider, { body });
    else await callPatiently(updateProvider, { params: { id: row.id }, body });
    await refresh(getSpeech);
    onClose();
  });
  async function remove(one: Provider) {
    try {
      await callPatiently(removeProvider, { params: { id: one.id } });
      await refresh(getSpeech);
      onClose();
    } catch (error) {
      toastProblem(error);
    }
  }
  if (removing && row !== null)
    return (
      <Confirm
        title={t('provider.removeTitle', { name: row.name })}
        confirm={t('provider.remove')}
        danger
        onConfirm={() => void remove(row)}
        onClose={() => setRemoving(false)}
      >
        {t('provider.removeText')}
      </Confirm>
    );
  return (
    <Dialog
      title={row?.name ?? t(`voices.add.${purpose}`)}
      size={600}
      onClose={onClose}
      actions={
        <>
          {row !== null && (
            <Button look="danger" onClick={() => setRemoving(true)}>
              {t('provider.remove')}
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>{t('recorder.cancel')}</Button>
          <Button look="solid" busy={form.busy} onClick={() => element.current?.requestSubmit()}>
            {t('provider.save')}
          </Button>
        </>
      }
    >
      <form ref={element} className="form" noValidate onSubmit={(event) => void save(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t(`provider.lead.${purpose}`)}</p>
        <TextField label={t('provider.name')} {...form.text('name')} />
        <TextField
          label={t('provider.baseUrl')}
          help={t('provider.baseUrlHelp')}
          type="url"
          className="input mono"
          placeholder="http://localhost:8000/v1"
          {...form.text('baseUrl')}
        />
        <div className="form-row">
          <TextField label={t('provider.model')} {...form.text('model')} />
          <TextField
            label={t('provider.timeout')}
            type="number"
            min={1}
            max={60}
            {...form.text('timeoutSeconds')}
          />
        </div>
        <TextField
          label={t('provider.key')}
          help={t(row?.hasKey === true ? 'provider.keyKept' : 'provider.keyHelp')}
          type="password"
          autoComplete="new-password"
          optional
          {...form.text('key')}
        />
        {purpose === 'speak' && (
          <fieldset className="check-list">
            <legend className="field-label">{t('provider.voices')}</legend>
            <p className="help">{t('provider.voicesHelp')}</p>
            <div className="voices-grid">
              {speechLanguages.map((one) => (
                <TextField
                  key={one}
                  label={formats.languageName(one)}
                  {...form.text(voiceName(one))}
                  error={form.error(`voices.${one}`)}
                />
              ))}
            </div>
            {form.error('voices') !== undefined && (
              <p className="error" role="alert">
                {form.error('voices')}
              </p>
            )}
          </fieldset>
        )}
        <CheckField
          label={t('provider.active')}
          checked={form.values.active}
          onChange={(event) => form.set('active', event.target.checked)}
        />
      </form>
    </Dialog>
  );
}
