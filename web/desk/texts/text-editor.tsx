import { useState } from 'react';
import {
  getStandardText,
  listPlaceholders,
  listStandardTexts,
  saveTextDraft,
  submitTextDraft,
  type StandardTextFull,
  type StandardTextVersion,
} from '#contract/standard-texts.ts';
import {
  Button,
  callPatiently,
  FormMessage,
  formats,
  Panel,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { refresh, UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import { BodyField } from './body-field.tsx';
import { Marked } from './marked.tsx';

/** Writes the draft of the next version in one language; of a translation, what is in force in the main one stands beside. */
export function TextEditor({
  text,
  language,
  start,
  original,
  onClose,
}: {
  text: StandardTextFull;
  language: string;
  /** What it begins from: the open draft, else what is in force, else nothing. */
  start: StandardTextVersion | undefined;
  original: StandardTextVersion | undefined;
  onClose: () => void;
}) {
  const t = useText('standard-texts');
  const placeholders = useApi(listPlaceholders);
  const form = useEditor({ title: start?.title ?? '', body: start?.body ?? '' });
  const [kept, setKept] = useState(start?.state === 'draft' ? start.revision : null);
  const params = { id: text.id, language: language as 'it' };
  const keep = async (values: typeof form.values) => {
    const saved = await callPatiently(saveTextDraft, {
      params,
      body: { ...values, revision: kept, sourceNumber: original?.number ?? null },
    });
    setKept(
      saved.versions.find((one) => one.language === language && one.state === 'draft')?.revision ?? null,
    );
    form.settle();
  };
  const done = async () => {
    await refresh(getStandardText, listStandardTexts);
    onClose();
  };
  const submit = form.submit(async (values) => {
    await keep(values);
    await done();
  });
  const handIn = form.submit(async (values) => {
    await keep(values);
    await callPatiently(submitTextDraft, { params });
    await done();
  });
  return (
    <div className="text-writing">
      <UnsavedGuard dirtyNow={form.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {start?.note != null && start.state === 'draft' && (
          <p className="notice warn">{t('draft.returned', { reason: start.note })}</p>
        )}
        <TextField label={t('title')} lang={language} {...form.text('title')} />
        <BodyField
          value={form.values.body}
          onChange={(body) => form.set('body', body)}
          error={form.error('body')}
          language={language}
          placeholders={placeholders.data?.items ?? []}
          rows={12}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" busy={form.busy} disabled={!form.dirty}>
            {t('draft.save')}
          </Button>
          <Button look="solid" busy={form.busy} onClick={(event) => void handIn(event as never)}>
            {t('draft.submit')}
          </Button>
        </div>
      </form>
      {original !== undefined && (
        <Panel
          title={t('draft.originalOf', {
            language: formats.languageName(original.language),
            number: original.number,
          })}
        >
          <b lang={original.language}>{original.title}</b>
          <Marked
            text={original.body}
            placeholders={placeholders.data?.items ?? []}
            filled={false}
            language={original.language}
          />
        </Panel>
      )}
    </div>
  );
}
