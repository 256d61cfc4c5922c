import { recordingModes, type RecordingMode, type RecordingSetting } from '#contract/recordings.ts';
import { languages } from '#contract/words.ts';
import { AreaField, CheckField, SelectField, TextField, useText } from '#web/kit/index.ts';
import { Part, type Editor } from '#web/kit/records.tsx';

/** The setting as its form has it: a field for every language, empty where nothing is said. */
export type RecordingValues = Omit<
  RecordingSetting,
  'share' | 'keepDays' | 'pauseSeconds' | 'transcriptMinutes' | 'notice'
> & {
  share: number | null;
  keepDays: number | null;
  pauseSeconds: number | null;
  transcriptMinutes: number | null;
} & Record<`notice.${string}`, string>;

/** What the form shows of a setting. */
export const recordingValues = (setting: RecordingSetting | undefined): RecordingValues => ({
  mode: setting?.mode ?? 'off',
  share: setting?.share ?? 100,
  emergency: setting?.emergency ?? false,
  keepDays: setting?.keepDays ?? 90,
  pauseSeconds: setting?.pauseSeconds ?? 120,
  askWhy: setting?.askWhy ?? true,
  agentsListen: setting?.agentsListen ?? true,
  transcripts: setting?.transcripts ?? false,
  transcriptMinutes: setting?.transcriptMinutes ?? 600,
  ...Object.fromEntries(languages.map((one) => [`notice.${one}`, setting?.notice[one] ?? ''])),
});

/** What is sent of the values on screen. */
export const recordingBody = (values: RecordingValues): RecordingSetting => ({
  mode: values.mode,
  share: values.share ?? 100,
  emergency: values.emergency,
  keepDays: values.keepDays ?? 0,
  pauseSeconds: values.pauseSeconds ?? 0,
  askWhy: values.askWhy,
  agentsListen: values.agentsListen,
  transcripts: values.transcripts,
  transcriptMinutes: values.transcriptMinutes ?? 0,
  notice: Object.fromEntries(
    languages.flatMap((one) => {
      const text = values[`notice.${one}`]?.trim() ?? '';
      return text === '' ? [] : [[one, text]];
    }),
  ),
});

/** Whether and how calls of a queue are recorded. */
export function QueueRecording({
  editor,
  agreement,
  transcriptAgreement,
  transcriber,
}: {
  editor: Editor<RecordingValues>;
  agreement: boolean;
  transcriptAgreement: boolean;
  transcriber: boolean;
}) {
  const t = useText('recordings');
  const { values, set } = editor;
  const off = values.mode === 'off';
  return (
    <>
      {!agreement && <p className="notice warn">{t('setting.noAgreement')}</p>}
      <Part title={t('setting.title')}>
        <CheckField
          label={t('setting.emergency')}
          help={t('setting.emergencyHelp')}
          checked={values.emergency}
          onChange={(event) =>
            editor.setValues((now) => ({
              ...now,
              emergency: event.target.checked,
              ...(event.target.checked ? { mode: 'mandatory' as const } : {}),
            }))
          }
        />
        <div className="form-row">
          <SelectField
            label={t('setting.mode')}
            help={t(`setting.modeHelp_${values.mode}`)}
            options={recordingModes.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
            value={values.mode}
            disabled={values.emergency}
            error={editor.error('mode')}
            onChange={(event) => set('mode', event.target.value as RecordingMode)}
          />
          {values.mode === 'sampled' && (
            <TextField label={t('setting.share')} min={1} max={100} {...editor.number('share')} />
          )}
        </div>
      </Part>
      {!off && (
        <>
          <Part title={t('setting.how')}>
            <TextField
              label={t('setting.pauseSeconds')}
              help={t('setting.pauseHelp')}
              min={15}
              max={900}
              {...editor.number('pauseSeconds')}
            />
          </Part>
          <Part title={t('setting.notice')} help={t('setting.noticeHelp')}>
            {languages.map((one) => (
              <AreaField
                key={one}
                label={t(`setting.notice_${one}`)}
                rows={2}
                lang={one}
                dir="auto"
                optional={one !== 'it' && one !== 'en'}
                {...editor.text(`notice.${one}`)}
              />
            ))}
          </Part>
          <Part title={t('setting.keeping')}>
            <TextField
              label={t('setting.keepDays')}
              help={t('setting.keepHelp')}
              min={1}
              max={3650}
              {...editor.number('keepDays')}
            />
            <CheckField label={t('setting.askWhy')} {...editor.check('askWhy')} />
            <CheckField label={t('setting.agentsListen')} {...editor.check('agentsListen')} />
          </Part>
          <Part title={t('setting.transcripts')} help={t('setting.transcriptsHelp')}>
            <CheckField label={t('setting.transcribe')} {...editor.check('transcripts')} />
            {values.transcripts && (
              <>
                {!transcriptAgreement && <p className="notice warn">{t('setting.noTranscriptAgreement')}</p>}
                {!transcriber && <p className="notice warn">{t('setting.noTranscriber')}</p>}
                <TextField
                  label={t('setting.transcriptMinutes')}
                  help={t('setting.transcriptMinutesHelp')}
                  min={1}
                  max={100_000}
                  {...editor.number('transcriptMinutes')}
                />
              </>
            )}
          </Part>
        </>
      )}
    </>
  );
}
