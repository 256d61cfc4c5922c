import { useState } from 'react';
import {
  getArticle,
  listArticles,
  saveDraft,
  submitDraft,
  type ArticleFull,
  type ArticleVersion,
} from '#contract/articles.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Field,
  FormMessage,
  formats,
  TextField,
  useText,
} from '#web/kit/index.ts';
import { refresh, UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import { StepsEditor } from './steps-editor.tsx';
import { ArticleText } from './text.tsx';

/**
 * Writes the draft of the next version in one language. Of a translation the original stands beside it, and what it
 * renders is the version of the original that is in force now.
 */
export function DraftEditor({
  article,
  language,
  start,
  original,
  onClose,
}: {
  article: ArticleFull;
  language: string;
  /** What it begins from: the open draft, else what is published, else nothing. */
  start: ArticleVersion | undefined;
  /** Of a translation: the original in force. */
  original: ArticleVersion | undefined;
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const [preview, setPreview] = useState(false);
  const form = useEditor({
    title: start?.title ?? '',
    summary: start?.summary ?? '',
    body: start?.body ?? '',
    keywords: start?.keywords ?? '',
    steps: start?.steps ?? original?.steps ?? [],
  });
  const revision = start?.state === 'draft' ? start.revision : null;
  const [kept, setKept] = useState(revision);
  const params = { id: article.id, language: language as 'it' };
  const keep = async (values: typeof form.values) => {
    const saved = await callPatiently(saveDraft, {
      params,
      body: { ...values, revision: kept, sourceNumber: original?.number ?? null },
    });
    setKept(
      saved.versions.find((one) => one.language === language && one.state === 'draft')?.revision ?? null,
    );
    form.settle();
    return saved;
  };
  const submit = form.submit(async (values) => {
    await keep(values);
    await refresh(getArticle, listArticles);
    onClose();
  });
  const handIn = form.submit(async (values) => {
    await keep(values);
    await callPatiently(submitDraft, { params });
    await refresh(getArticle, listArticles);
    onClose();
  });
  const kind = article.kind;
  return (
    <div className={original === undefined ? 'drafting' : 'drafting beside'}>
      <UnsavedGuard dirtyNow={form.dirtyNow} />
      {original !== undefined && (
        <section className="original" aria-label={t('draft.original')}>
          <p className="t3 s12">
            {t('draft.originalOf', {
              language: formats.languageName(original.language),
              number: original.number,
            })}
          </p>
          <h2 lang={original.language}>{original.title}</h2>
          <p className="reading-summary" lang={original.language}>
            {original.summary}
          </p>
          <ArticleText text={original.body} language={original.language} />
          {original.steps.map((step) => (
            <div key={step.key}>
              <h4 lang={original.language}>{step.title}</h4>
              <ArticleText text={step.text} language={original.language} />
            </div>
          ))}
        </section>
      )}
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {start?.note != null && start.state === 'draft' && (
          <p className="notice warn">{t('draft.returned', { reason: start.note })}</p>
        )}
        <TextField label={t('draft.title')} lang={language} {...form.text('title')} />
        <AreaField
          label={t('draft.summary')}
          help={t('draft.summaryHelp')}
          rows={3}
          lang={language}
          {...form.text('summary')}
        />
        <Field label={t('draft.body')} help={t('draft.bodyHelp')} error={form.error('body')}>
          {(ids) =>
            preview ? (
              <div className="preview" {...ids}>
                <ArticleText text={form.values.body} language={language} />
              </div>
            ) : (
              <textarea className="input" rows={14} lang={language} {...ids} {...form.text('body')} />
            )
          }
        </Field>
        <Button small look="ghost" aria-pressed={preview} onClick={() => setPreview(!preview)}>
          {t(preview ? 'draft.write' : 'draft.preview')}
        </Button>
        {kind !== 'article' && (
          <StepsEditor
            kind={kind}
            steps={form.values.steps}
            error={form.error}
            onChange={(steps) => form.set('steps', steps)}
          />
        )}
        <TextField
          label={t('draft.keywords')}
          help={t('draft.keywordsHelp')}
          optional
          {...form.text('keywords')}
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
    </div>
  );
}
