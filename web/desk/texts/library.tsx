import './texts.css';
import { IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import {
  importStandardTexts,
  exportStandardTexts,
  listStandardTexts,
  standardTextStates,
  type StandardTextRow,
} from '#contract/standard-texts.ts';
import { channels, languages } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Chip,
  EmptyState,
  formats,
  Page,
  Tabs,
  toast,
  toastProblem,
  urlOf,
  useNow,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, RecordList, refresh, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { TextLanguages } from './languages.tsx';
import { NewText } from './properties.tsx';

const Figures = lazy(() => import('./figures.tsx'));
type Name = 'view' | 'search' | 'language' | 'channel' | 'state';

/** The library of standard texts, with those that somebody has to look at; and what came of using them. */
export default function Library() {
  const t = useText('standard-texts');
  const admin = useText('admin');
  const writes = useMay('knowledge.write');
  const [filters, setFilters] = useFilters<Name>();
  const ids = useTabIds();
  const [making, setMaking] = useState(false);
  const view = filters.view === 'figures' ? 'figures' : 'library';
  return (
    <Page
      title={admin('sections.texts')}
      lead={<span className="t3 s12 ell">{t('lead')}</span>}
      actions={
        view === 'library' && (
          <>
            <a className="btn ghost" href={urlOf(exportStandardTexts)} download>
              <IconDownload size={15} aria-hidden /> {t('export')}
            </a>
            {writes && <Import />}
            {writes && (
              <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
                {t('new.open')}
              </Button>
            )}
          </>
        )
      }
      tools={
        <>
          <Tabs
            label={t('views')}
            tabs={(['library', 'figures'] as const).map((id) => ({ id, label: t(`view.${id}`) }))}
            open={view}
            onOpen={(id) => setFilters({ view: id === 'library' ? '' : id })}
            ids={ids}
          />
          {view === 'library' && (
            <>
              <span className="grow" />
              <SearchField
                label={t('search')}
                value={filters.search ?? ''}
                onSearch={(search) => setFilters({ search })}
              />
              <Filter
                label={t('state.label')}
                all={t('state.all')}
                value={filters.state}
                onChange={(state) => setFilters({ state })}
                options={standardTextStates.map((value) => ({ value, label: t(`state.${value}`) }))}
              />
              <Filter
                label={t('language')}
                all={t('allLanguages')}
                value={filters.language}
                onChange={(language) => setFilters({ language })}
                options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
              />
              <Filter
                label={t('channels')}
                all={t('anyChannel')}
                value={filters.channel}
                onChange={(channel) => setFilters({ channel })}
                options={channels.map((value) => ({ value, label: admin(`channel.${value}`) }))}
              />
            </>
          )}
        </>
      }
    >
      <div className="flush-body" role="tabpanel" id={ids.panel(view)} aria-labelledby={ids.tab(view)}>
        <Suspense>{view === 'library' ? <List filters={filters} /> : <Figures />}</Suspense>
      </div>
      {making && <NewText onClose={() => setMaking(false)} />}
    </Page>
  );
}

function List({ filters }: { filters: Partial<Record<Name, string>> }) {
  const t = useText('standard-texts');
  const admin = useText('admin');
  const now = useNow(60_000);
  const given = (name: 'search' | 'language' | 'channel' | 'state') =>
    filters[name] === undefined ? {} : { [name]: filters[name] };
  const { query, foot } = usePages(listStandardTexts, {
    query: { ...given('search'), ...given('language'), ...given('channel'), ...given('state') },
  });
  return (
    <RecordList<StandardTextRow>
      label={admin('sections.texts')}
      query={query}
      rowKey={(one) => one.id}
      onOpen={(one) => go(`/admin/texts/${one.id}`)}
      foot={foot}
      empty={<EmptyState>{t('empty')}</EmptyState>}
      columns={[
        {
          id: 'title',
          head: t('title'),
          cell: (one) => (
            <span className="text-cell">
              <span lang={one.shownIn}>{one.title}</span>
              <span className="t3 s12 mono">/{one.code}</span>
            </span>
          ),
        },
        {
          id: 'languages',
          head: t('languages'),
          cell: (one) => <TextLanguages languages={one.languages} />,
        },
        {
          id: 'channels',
          head: t('channels'),
          minor: true,
          cell: (one) =>
            one.channels.length === 0 ? (
              <span className="t3">{t('anyChannel')}</span>
            ) : (
              one.channels.map((channel) => admin(`channel.${channel}`)).join(', ')
            ),
        },
        {
          id: 'owner',
          head: t('owner'),
          cell: (one) => one.keeperName ?? <Chip tone="warn">{t('nobody')}</Chip>,
        },
        {
          id: 'until',
          head: t('until'),
          minor: true,
          cell: (one) => <Until text={one} now={now} />,
        },
        { id: 'uses', head: t('uses'), end: true, cell: (one) => formats.number(one.uses) },
        {
          id: 'state',
          head: admin('state'),
          cell: (one) =>
            one.active ? (
              <span className="t2">{t(`version.state.${one.state}`)}</span>
            ) : (
              <Chip tone="line">{admin('inactive')}</Chip>
            ),
        },
      ]}
    />
  );
}

/** The day on which somebody has to look at a text again: its end, or its review. */
function Until({ text, now }: { text: StandardTextRow; now: number }) {
  const t = useText('standard-texts');
  const soon = 30 * 86_400_000;
  if (text.validTo !== null && Date.parse(text.validTo) - now < soon)
    return (
      <Chip tone="warn">
        {t(Date.parse(text.validTo) <= now ? 'ended' : 'ends', { at: formats.day(text.validTo) })}
      </Chip>
    );
  if (text.reviewOn !== null && Date.parse(text.reviewOn) <= now)
    return <Chip tone="warn">{t('reviewDue', { at: formats.day(text.reviewOn) })}</Chip>;
  const at = text.validTo ?? text.reviewOn;
  return at === null ? <span className="t3">—</span> : <span className="t2">{formats.day(at)}</span>;
}

/** Takes a file in; what is new in it waits for approval. */
function Import() {
  const t = useText('standard-texts');
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    try {
      const body = JSON.parse(await file.text()) as never;
      const told = await callPatiently(importStandardTexts, { body });
      await refresh(listStandardTexts);
      toast(t('imported', { ...told }));
    } catch (error) {
      if (error instanceof SyntaxError) toast(t('notReadable'));
      else toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        look="ghost"
        busy={busy}
        icon={<IconUpload size={15} aria-hidden />}
        onClick={() => picker.current?.click()}
      >
        {t('import')}
      </Button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('import')}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void take(file);
        }}
      />
    </>
  );
}
