import { useState } from 'react';
import {
  decideTextDraft,
  getStandardText,
  listPlaceholders,
  listStandardTexts,
  type StandardTextFull,
  type StandardTextVersion,
} from '#contract/standard-texts.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { Marked } from './marked.tsx';
import { TextDiff } from './text-versions.tsx';

/** As a control for a moment takes it; an end that has passed is none to begin with. */
const localOf = (instant: string | null): string => {
  if (instant === null || Date.parse(instant) <= Date.now()) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const instantOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString());

/** What was handed in, beside what is in force: approved, from and until, or given back with a reason. */
export function DecideText({
  text,
  version,
  before,
  own,
  onClose,
}: {
  text: StandardTextFull;
  version: StandardTextVersion;
  before: StandardTextVersion | undefined;
  /** One's own work: somebody else decides. */
  own: boolean;
  onClose: () => void;
}) {
  const t = useText('standard-texts');
  const placeholders = useApi(listPlaceholders);
  const [back, setBack] = useState(false);
  const form = useForm({
    reason: '',
    validFrom: '',
    validTo: localOf(version.validTo),
    reviewOn: text.reviewOn ?? '',
  });
  const submit = form.submit(async ({ reason, validFrom, validTo, reviewOn }) => {
    await callPatiently(decideTextDraft, {
      params: { id: text.id, language: version.language as 'it' },
      body: {
        publish: !back,
        reason,
        validFrom: back ? null : instantOf(validFrom),
        validTo: back ? null : instantOf(validTo),
        reviewOn: back || reviewOn === '' ? null : reviewOn,
      },
    });
    await refresh(getStandardText, listStandardTexts);
    onClose();
  });
  return (
    <Dialog
      title={t('decide.title', {
        language: formats.languageName(version.language),
        number: version.number,
      })}
      onClose={onClose}
      size={820}
    >
      {before === undefined ? (
        <div className="preview">
          <h3 lang={version.language}>{version.title}</h3>
          <Marked
            text={version.body}
            placeholders={placeholders.data?.items ?? []}
            filled={false}
            language={version.language}
          />
        </div>
      ) : (
        <TextDiff older={before} newer={version} />
      )}
      {own ? (
        <p className="notice info">{t('decide.own')}</p>
      ) : (
        <form className="form" noValidate onSubmit={(event) => void submit(event)}>
          <FormMessage>{form.message}</FormMessage>
          {!back && (
            <div className="form-row">
              <TextField
                label={t('decide.from')}
                help={t('decide.fromHelp')}
                type="datetime-local"
                optional
                {...form.text('validFrom')}
              />
              <TextField
                label={t('decide.until')}
                help={t('decide.untilHelp')}
                type="datetime-local"
                optional
                {...form.text('validTo')}
              />
              <TextField label={t('reviewOn')} type="date" optional {...form.text('reviewOn')} />
            </div>
          )}
          <AreaField
            label={t(back ? 'decide.reason' : 'decide.note')}
            rows={2}
            {...(back ? {} : { optional: true })}
            {...form.text('reason')}
          />
          <div className="form-actions">
            <Button onClick={() => setBack(!back)}>{t(back ? 'decide.instead' : 'decide.back')}</Button>
            <Button type="submit" look={back ? 'plain' : 'solid'} busy={form.busy}>
              {t(back ? 'decide.giveBack' : 'decide.approve')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
