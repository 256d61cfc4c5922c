import './knowledge.css';
import { IconPaperclip, IconTrash } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import {
  addArticleFile,
  dropDraft,
  getArticle,
  listArticles,
  removeArticleFile,
  withdrawArticle,
  type ArticleFull,
} from '#contract/articles.ts';
import { languages } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Chip,
  Confirm,
  EmptyState,
  Facts,
  formats,
  IconButton,
  Loaded,
  Page,
  Panel,
  Tabs,
  TabPanel,
  toastProblem,
  urlOf,
  useApi,
  useNow,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, refresh } from '#web/kit/records.tsx';
import { useMay, useMe } from '../app/session.ts';
import { Decide } from './decide.tsx';
import { Withdraw } from './withdraw.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { Properties } from './properties.tsx';
import { Reading } from './reading.tsx';
import { Versions } from './versions.tsx';

const Asked = lazy(() => import('./asked.tsx'));

/** One article: read, written, compared, translated and approved, language by language. */
export default function ArticleScreen() {
  const { id = '' } = useParams({ strict: false });
  const t = useText('knowledge');
  const query = useApi(getArticle, { params: { id } });
  return (
    <Loaded query={query}>
      {(article) => <Article key={article.id} article={article} back={t('title')} />}
    </Loaded>
  );
}

type Open = 'write' | 'decide' | 'withdraw' | 'properties' | 'drop' | null;

function Article({ article, back }: { article: ArticleFull; back: string }) {
  const t = useText('knowledge');
  const me = useMe();
  const reviews = useMay('knowledge.write', 'admin.read');
  const ids = useTabIds();
  const [language, setLanguage] = useState(article.language as string);
  const [open, setOpen] = useState<Open>(null);
  const now = useNow(60_000);
  const mine = article.versions.filter((one) => one.language === language);
  const inForce = (one: (typeof mine)[number]) =>
    one.state === 'published' && one.validFrom !== null && Date.parse(one.validFrom) <= now;
  const published = mine.find(inForce);
  const submitted = mine.find(({ state }) => state === 'submitted');
  const draft = mine.find(({ state }) => state === 'draft');
  const original =
    language === article.language
      ? undefined
      : article.versions.find((one) => one.language === article.language && inForce(one));
  const there = [
    ...new Set([article.language as string, ...article.languages.map((one) => one.language), language]),
  ];
  const sign = article.languages.find((one) => one.language === language);
  const own = submitted !== undefined && (submitted.authorId === me.id || submitted.submittedBy === me.id);

  if (open === 'write')
    return (
      <Page title={t('draft.heading', { title: article.title, language: formats.languageName(language) })}>
        <DraftEditor
          article={article}
          language={language}
          start={draft ?? published}
          original={original}
          onClose={() => setOpen(null)}
        />
      </Page>
    );
  return (
    <Page
      title={article.title}
      lead={
        <>
          <Chip tone={article.audience === 'public' ? 'ok' : 'note'}>
            {t(`audience.${article.audience}`)}
          </Chip>
          {!article.active && <Chip tone="line">{t('inactive')}</Chip>}
        </>
      }
      actions={
        <>
          <Link to="/knowledge" className="btn ghost">
            {back}
          </Link>
          {article.mayWrite && <Button onClick={() => setOpen('properties')}>{t('properties')}</Button>}
          {article.mayWrite && submitted === undefined && (
            <Button look="solid" onClick={() => setOpen('write')}>
              {t(draft !== undefined ? 'draft.goOn' : published !== undefined ? 'draft.next' : 'draft.first')}
            </Button>
          )}
          {article.mayApprove && submitted !== undefined && (
            <Button look="solid" onClick={() => setOpen('decide')}>
              {t('decide.open')}
            </Button>
          )}
        </>
      }
      tools={
        <>
          <Tabs
            label={t('list.languages')}
            tabs={there.map((id) => ({ id, label: formats.languageName(id) }))}
            open={language}
            onOpen={setLanguage}
            ids={ids}
          />
          {article.mayWrite && (
            <Filter
              label={t('translate')}
              all={t('translate')}
              value=""
              onChange={(one) => one !== '' && setLanguage(one)}
              options={languages
                .filter((one) => !there.includes(one))
                .map((value) => ({ value, label: formats.languageName(value) }))}
            />
          )}
        </>
      }
    >
      <TabPanel ids={ids} id={language} className="article-body">
        <div>
          {sign?.outOfDate && (
            <p className="notice warn">
              {t('outOfDateOf', { number: original?.number ?? 0, source: published?.sourceNumber ?? 0 })}
            </p>
          )}
          {draft?.note != null && (
            <p className="notice warn">{t('draft.returned', { reason: draft.note })}</p>
          )}
          {submitted !== undefined && <p className="notice info">{t('submittedHint')}</p>}
          <Panel>
            {published === undefined ? (
              <EmptyState>{t(draft === undefined ? 'notThere' : 'notPublished')}</EmptyState>
            ) : (
              <Reading key={language} id={article.id} language={language} heading={false} />
            )}
          </Panel>
          {reviews && mine.length > 0 && (
            <Panel title={t('version.title')}>
              <Versions key={`${language}${mine[0]!.id}`} versions={mine} />
            </Panel>
          )}
        </div>
        <div>
          <Panel title={t('facts')}>
            <Facts
              facts={[
                [
                  t('code'),
                  <span key="code" className="mono">
                    {article.code}
                  </span>,
                ],
                [t('kind.label'), t(`kind.${article.kind}`)],
                [t('owner'), article.ownerName ?? t('nobody')],
                [t('reviewOn'), article.reviewOn === null ? t('never') : formats.day(article.reviewOn)],
                [t('list.uses'), formats.number(article.uses)],
                [t('list.useful'), `${article.useful} / ${article.useful + article.useless}`],
              ]}
            />
            <div className="row wrap">
              {article.mayWrite && draft !== undefined && (
                <Button small look="ghost" onClick={() => setOpen('drop')}>
                  {t('draft.drop')}
                </Button>
              )}
              {article.mayApprove && published !== undefined && (
                <Button small look="ghost" onClick={() => setOpen('withdraw')}>
                  {t('withdraw.open')}
                </Button>
              )}
            </div>
          </Panel>
          <Files article={article} />
          <Suspense>
            <Asked key={language} article={article} language={language} />
          </Suspense>
        </div>
      </TabPanel>
      {open === 'properties' && <Properties article={article} onClose={() => setOpen(null)} />}
      {open === 'decide' && submitted !== undefined && (
        <Decide
          article={article}
          version={submitted}
          before={published}
          own={own}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'withdraw' && (
        <Withdraw
          language={language}
          texts="knowledge"
          onWithdraw={async (reason) => {
            await callPatiently(withdrawArticle, {
              params: { id: article.id },
              body: { language: language as 'it', reason },
            });
            await refresh(getArticle, listArticles);
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'drop' && (
        <Confirm
          title={t('draft.drop')}
          confirm={t('draft.drop')}
          danger
          onClose={() => setOpen(null)}
          onConfirm={() =>
            void callPatiently(dropDraft, { params: { id: article.id, language: language as 'it' } })
              .then(() => refresh(getArticle))
              .then(() => setOpen(null))
              .catch(toastProblem)
          }
        >
          {t('draft.dropLead')}
        </Confirm>
      )}
    </Page>
  );
}

function Files({ article }: { article: ArticleFull }) {
  const t = useText('knowledge');
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  if (!article.mayWrite && article.files.length === 0) return null;
  const add = async (file: File) => {
    setBusy(true);
    try {
      const answer = await fetch(
        urlOf(addArticleFile, { params: { id: article.id }, query: { name: file.name } }),
        {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', 'x-filo': '1' },
          body: file,
        },
      );
      if (!answer.ok)
        throw new Error(((await answer.json()) as { detail?: string }).detail ?? answer.statusText);
      await refresh(getArticle);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('files')}>
      {article.files.length === 0 && <p className="t3 s12">{t('noFiles')}</p>}
      <ul className="reading-files">
        {article.files.map((file) => (
          <li key={file.id} className="row">
            <a href={file.url} download className="ell">
              {file.name}
            </a>
            <span className="t3 s12">{formats.bytes(file.size)}</span>
            {article.mayWrite && (
              <IconButton
                label={t('removeFile', { name: file.name })}
                onClick={() =>
                  void callPatiently(removeArticleFile, { params: { id: article.id, file: file.id } })
                    .then(() => refresh(getArticle))
                    .catch(toastProblem)
                }
              >
                <IconTrash size={14} aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {article.mayWrite && (
        <>
          <Button
            small
            busy={busy}
            icon={<IconPaperclip size={14} aria-hidden />}
            onClick={() => picker.current?.click()}
          >
            {t('addFile')}
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label={t('addFile')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file !== undefined) void add(file);
            }}
          />
        </>
      )}
    </Panel>
  );
}
