import { IconPencil, IconPlus } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { listCentres } from '#contract/escalations.ts';
import { getOpinion, listOpinions, opinionStanding, type Opinion } from '#contract/opinions.ts';
import { Button, EmptyState, formats, Loaded, Page, useApi, useText } from '#web/kit/index.ts';
import { Filter, Pane, PaneBody, RecordList, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { OpinionFacts, OpinionPapers, Standing } from './opinion-view.tsx';
import './cases.css';

const OpinionDialog = lazy(() => import('./opinion-dialog.tsx'));

/** The opinions that centres gave: searched, read, kept up. */
export default function OpinionsScreen() {
  const { id } = useParams({ strict: false });
  const t = useText('escalations');
  const [filters, setFilters] = useFilters<'search' | 'centre' | 'standing'>();
  const [adding, setAdding] = useState(false);
  const keeps = useMay('admin.knowledge');
  const centres = useApi(listCentres);
  const { query, foot } = usePages(listOpinions, {
    query: {
      ...(filters.search === undefined ? {} : { search: filters.search }),
      ...(filters.centre === undefined ? {} : { centre: filters.centre }),
      ...(filters.standing === undefined ? {} : { standing: filters.standing as Opinion['standing'] }),
    },
  });
  return (
    <Page
      title={t('opinion.title')}
      actions={
        keeps && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            {t('opinion.new')}
          </Button>
        )
      }
      tools={
        <>
          <SearchField
            label={t('opinion.search')}
            value={filters.search ?? ''}
            onSearch={(search) => setFilters({ search })}
          />
          <span className="grow" />
          <Filter
            label={t('opinion.state')}
            all={t('opinion.anyState')}
            value={filters.standing}
            onChange={(standing) => setFilters({ standing })}
            options={opinionStanding.options.map((value) => ({
              value,
              label: t(`opinion.standing.${value}`),
            }))}
          />
          <Filter
            label={t('centre')}
            all={t('allCentres')}
            value={filters.centre}
            onChange={(centre) => setFilters({ centre })}
            options={(centres.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        </>
      }
    >
      <div className="flush-body">
        <RecordList<Opinion>
          label={t('opinion.title')}
          query={query}
          rowKey={(one) => one.id}
          openKey={id}
          onOpen={(one) => go(`/opinions/${one.id}`)}
          foot={foot}
          empty={
            <EmptyState>
              {t(filters.search === undefined ? 'opinion.empty' : 'opinion.emptySearch')}
            </EmptyState>
          }
          pane={id !== undefined && <OpinionPane key={id} id={id} />}
          columns={[
            {
              id: 'question',
              head: t('question'),
              cell: (one) => (
                <span className="subject-cell" dir="auto" title={one.question}>
                  {one.question}
                </span>
              ),
            },
            { id: 'centre', head: t('centre'), minor: true, cell: (one) => one.centreName ?? '' },
            { id: 'standing', head: t('stands'), cell: (one) => <Standing one={one} /> },
            {
              id: 'from',
              head: t('opinion.validFrom'),
              minor: true,
              cell: (one) => formats.day(one.validFrom),
            },
            { id: 'uses', head: t('opinion.uses'), end: true, cell: (one) => formats.number(one.uses) },
          ]}
        />
      </div>
      <Suspense>
        {adding && (
          <OpinionDialog onClose={() => setAdding(false)} onSaved={(saved) => go(`/opinions/${saved.id}`)} />
        )}
      </Suspense>
    </Page>
  );
}

function OpinionPane({ id }: { id: string }) {
  const t = useText('escalations');
  const found = useApi(getOpinion, { params: { id } });
  const [editing, setEditing] = useState(false);
  const one = found.data;
  return (
    <Pane
      title={t('opinion.one')}
      label={t('opinion.one')}
      lead={one !== undefined && <OpinionFacts one={one} />}
      onClose={() => go('/opinions')}
      actions={
        one?.writes === true && (
          <Button small icon={<IconPencil size={14} aria-hidden />} onClick={() => setEditing(true)}>
            {t('opinion.edit')}
          </Button>
        )
      }
    >
      <PaneBody>
        <Loaded query={found} rows={4}>
          {(opinion) => (
            <>
              <p>
                <Standing one={opinion} />
              </p>
              {opinion.supersededBy !== null && (
                <p className="notice warn">
                  <Link to={`/opinions/${opinion.supersededBy}`}>{t('opinion.newer')}</Link>
                </p>
              )}
              <h3>{t('question')}</h3>
              <p className="case-words" dir="auto">
                {opinion.question}
              </p>
              <h3>{t('opinion.answer')}</h3>
              <p className="case-words" dir="auto">
                {opinion.answer}
              </p>
              {opinion.sources !== '' && (
                <>
                  <h3>{t('opinion.sources')}</h3>
                  <p className="case-words" dir="auto">
                    {opinion.sources}
                  </p>
                </>
              )}
              <OpinionPapers one={opinion} />
              {opinion.supersedes !== null && (
                <p className="s12">
                  <Link to={`/opinions/${opinion.supersedes}`}>{t('opinion.older')}</Link>
                </p>
              )}
              <p className="s12 t3">
                {t('opinion.madeBy', { name: opinion.madeByName, day: formats.day(opinion.madeAt) })}
              </p>
            </>
          )}
        </Loaded>
      </PaneBody>
      <Suspense>
        {editing && one !== undefined && <OpinionDialog one={one} onClose={() => setEditing(false)} />}
      </Suspense>
    </Pane>
  );
}
