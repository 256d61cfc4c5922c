import { useState } from 'react';
import { listAsked, putAsked } from '#contract/article-search.ts';
import type { ArticleFull } from '#contract/articles.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  Loaded,
  Panel,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';

/** How people ask for what the article answers, in one language: read, and written one question a line. */
export default function Asked({ article, language }: { article: ArticleFull; language: string }) {
  const t = useText('knowledge');
  const query = useApi(listAsked, { params: { id: article.id } });
  const [editing, setEditing] = useState(false);
  return (
    <Panel title={t('asked.title')}>
      <p className="t2 s12">{t('asked.lead')}</p>
      <Loaded query={query}>
        {({ items }) => {
          const here = items.filter((one) => one.language === language);
          return (
            <>
              {here.length === 0 ? (
                <p className="t3 s12 asked-none">{t('asked.none')}</p>
              ) : (
                <ul className="asked-ways">
                  {here.map((one) => (
                    <li key={one.id}>
                      <span lang={one.language} dir="auto">
                        {one.words}
                      </span>
                      {one.source === 'search' && <span className="t3 s12"> · {t('asked.fromSearch')}</span>}
                    </li>
                  ))}
                </ul>
              )}
              {article.mayWrite && (
                <Button small onClick={() => setEditing(true)}>
                  {t('asked.edit')}
                </Button>
              )}
              {editing && (
                <Edit
                  id={article.id}
                  language={language}
                  start={here.map(({ words }) => words)}
                  onClose={() => setEditing(false)}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Edit({
  id,
  language,
  start,
  onClose,
}: {
  id: string;
  language: string;
  start: readonly string[];
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const form = useForm({ asked: start.join('\n') });
  const submit = form.submit(async ({ asked }) => {
    await callPatiently(putAsked, {
      params: { id, language: language as 'it' },
      body: {
        asked: asked
          .split('\n')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      },
    });
    await refresh(listAsked);
    onClose();
  });
  return (
    <Dialog title={t('asked.title')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField
          label={t('asked.label')}
          help={t('asked.help')}
          rows={12}
          lang={language}
          dir="auto"
          {...form.text('asked')}
          data-autofocus
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
