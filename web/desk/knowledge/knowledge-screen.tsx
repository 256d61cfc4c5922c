import './knowledge.css';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { articleAudiences, articleKinds, listArticles, type ArticleRow } from '#contract/articles.ts';
import { listClassification } from '#contract/knowledge.ts';
import {
  Button,
  Chip,
  EmptyState,
  formats,
  nameIn,
  Page,
  Tabs,
  useApi,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, RecordList, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { Find } from './find.tsx';
import { NewArticle } from './properties.tsx';
import { LanguageSigns } from './signs.tsx';

const Tasks = lazy(() => import('./tasks.tsx'));
const Missing = lazy(() => import('./missing.tsx'));
const Synonyms = lazy(() => import('./synonyms.tsx'));

const views = ['find', 'articles', 'tasks', 'missing', 'synonyms'] as const;
type View = (typeof views)[number];
type Name = 'view' | 'q' | 'language' | 'search' | 'audience' | 'kind' | 'state' | 'subject';
const states = [
  'published',
  'draft',
  'submitted',
  'review_due',
  'out_of_date',
  'missing',
  'withdrawn',
] as const;

/** What the organisation knows: found, read, and looked after. View, question and filters are in the address. */
export default function KnowledgeScreen() {
  const t = useText('knowledge');
  const writes = useMay('knowledge.write');
  const [filters, setFilters] = useFilters<Name>();
  const ids = useTabIds();
  const [creating, setCreating] = useState(false);
  const shown = views.filter((one) => writes || one === 'find' || one === 'articles' || one === 'synonyms');
  const view: View = shown.find((one) => one === filters.view) ?? 'find';
  const language = filters.language ?? 'it';
  return (
    <Page
      title={t('title')}
      actions={
        writes && (
          <Button look="solid" icon={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
            {t('new.open')}
          </Button>
        )
      }
      tools={
        <>
          <Tabs
            label={t('views')}
            tabs={shown.map((id) => ({ id, label: t(`view.${id}`) }))}
            open={view}
            onOpen={(id) => setFilters({ view: id })}
            ids={ids}
          />
          <span className="grow" />
          {view === 'articles' && (
            <>
              <SearchField
                label={t('list.search')}
                value={filters.search ?? ''}
                onSearch={(search) => setFilters({ search })}
              />
              <SubjectFilter subject={filters.subject} onChange={(subject) => setFilters({ subject })} />
              <Filter
                label={t('state.label')}
                all={t('state.all')}
                value={filters.state}
                onChange={(state) => setFilters({ state })}
                options={states.map((value) => ({ value, label: t(`state.${value}`) }))}
              />
              <Filter
                label={t('audience.label')}
                all={t('audience.all')}
                value={filters.audience}
                onChange={(audience) => setFilters({ audience })}
                options={articleAudiences.map((value) => ({ value, label: t(`audience.${value}`) }))}
              />
              <Filter
                label={t('kind.label')}
                all={t('kind.all')}
                value={filters.kind}
                onChange={(kind) => setFilters({ kind })}
                options={articleKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
              />
            </>
          )}
        </>
      }
    >
      <div
        className={view === 'find' ? 'find-body' : 'flush-body'}
        role="tabpanel"
        id={ids.panel(view)}
        aria-labelledby={ids.tab(view)}
      >
        <Suspense>
          {view === 'find' && (
            <Find
              q={filters.q ?? ''}
              language={language}
              onChange={(change) => setFilters(change)}
              onSubject={(subject) => setFilters({ view: 'articles', subject })}
            />
          )}
          {view === 'articles' && <List filters={filters} language={language} />}
          {view === 'tasks' && <Tasks />}
          {view === 'missing' && <Missing />}
          {view === 'synonyms' && <Synonyms />}
        </Suspense>
      </div>
      {creating && <NewArticle onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** The first level of the classification. */
function SubjectFilter({
  subject,
  onChange,
}: {
  subject: string | undefined;
  onChange: (subject: string) => void;
}) {
  const t = useText('knowledge');
  const tree = useApi(listClassification);
  return (
    <Filter
      label={t('list.subject')}
      all={t('list.allSubjects')}
      value={subject}
      onChange={onChange}
      options={(tree.data?.items ?? [])
        .filter((one) => one.parentId === null)
        .map(({ id, name }) => ({ value: id, label: nameIn(name) }))}
    />
  );
}

function List({ filters, language }: { filters: Partial<Record<Name, string>>; language: string }) {
  const t = useText('knowledge');
  const given = (name: 'search' | 'audience' | 'kind' | 'state' | 'subject') =>
    filters[name] === undefined ? {} : { [name]: filters[name] };
  const { query, foot } = usePages(listArticles, {
    query: {
      language: language as 'it',
      ...given('search'),
      ...given('audience'),
      ...given('kind'),
      ...given('state'),
      ...given('subject'),
    },
  });
  return (
    <RecordList<ArticleRow>
      label={t('view.articles')}
      query={query}
      rowKey={(one) => one.id}
      onOpen={(one) => go(`/knowledge/${one.id}`)}
      foot={foot}
      empty={<EmptyState>{t('list.empty')}</EmptyState>}
      columns={[
        {
          id: 'title',
          head: t('list.title'),
          cell: (one) => (
            <span className="article-cell">
              <span lang={one.shownIn}>{one.title}</span>
              <span className="t3 s12 mono">{one.code}</span>
            </span>
          ),
        },
        { id: 'kind', head: t('kind.label'), minor: true, cell: (one) => t(`kind.${one.kind}`) },
        { id: 'audience', head: t('audience.label'), cell: (one) => t(`audience.${one.audience}`) },
        {
          id: 'languages',
          head: t('list.languages'),
          cell: (one) => <LanguageSigns languages={one.languages} />,
        },
        {
          id: 'owner',
          head: t('owner'),
          minor: true,
          cell: (one) => one.ownerName ?? <span className="t3">{t('nobody')}</span>,
        },
        {
          id: 'review',
          head: t('reviewOn'),
          cell: (one) => {
            if (one.reviewOn === null) return <span className="t3">{t('never')}</span>;
            const due = Date.parse(one.reviewOn) <= Date.now();
            return due ? (
              <Chip tone="warn">{t('reviewDue', { at: formats.day(one.reviewOn) })}</Chip>
            ) : (
              formats.day(one.reviewOn)
            );
          },
        },
        { id: 'uses', head: t('list.uses'), end: true, minor: true, cell: (one) => formats.number(one.uses) },
        {
          id: 'useful',
          head: t('list.useful'),
          end: true,
          minor: true,
          cell: (one) => `${formats.number(one.useful)} / ${formats.number(one.useful + one.useless)}`,
        },
      ]}
    />
  );
}
