import { useState } from 'react';
import { listArticleTasks } from '#contract/article-work.ts';
import {
  decideDraft,
  getArticle,
  listArticles,
  type ArticleFull,
  type ArticleVersion,
} from '#contract/articles.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { ArticleText } from './text.tsx';
import { Diff } from './versions.tsx';

/** What was handed in, beside what is in force: published, at once or later, or given back with a reason. */
export function Decide({
  article,
  version,
  before,
  own,
  onClose,
}: {
  article: ArticleFull;
  version: ArticleVersion;
  before: ArticleVersion | undefined;
  /** One's own work: somebody else decides. */
  own: boolean;
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const [back, setBack] = useState(false);
  const form = useForm({ reason: '', validFrom: '', reviewOn: article.reviewOn ?? '' });
  const submit = form.submit(async ({ reason, validFrom, reviewOn }) => {
    await callPatiently(decideDraft, {
      params: { id: article.id, language: version.language as 'it' },
      body: {
        publish: !back,
        reason,
        validFrom: back || validFrom === '' ? null : new Date(validFrom).toISOString(),
        reviewOn: back || reviewOn === '' ? null : reviewOn,
      },
    });
    await refresh(getArticle, listArticles, listArticleTasks);
    onClose();
  });
  return (
    <Dialog
      title={t('decide.title', {
        language: formats.languageName(version.language),
        number: version.number,
      })}
      onClose={onClose}
      size={860}
    >
      {before === undefined ? (
        <div className="preview">
          <h3 lang={version.language}>{version.title}</h3>
          <p className="reading-summary">{version.summary}</p>
          <ArticleText text={version.body} language={version.language} />
          {version.steps.map((step) => (
            <div key={step.key}>
              <h4>{step.title}</h4>
              <ArticleText text={step.text} language={version.language} />
              <ul>
                {step.answers.map((answer) => (
                  <li key={answer.label}>
                    {answer.label} → {version.steps.find(({ key }) => key === answer.to)?.title}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      ) : (
        <Diff older={before} newer={version} />
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
              {t(back ? 'decide.giveBack' : 'decide.publish')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
