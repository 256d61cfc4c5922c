import './telling.css';
import { lazy, Suspense } from 'react';
import { Skeleton, TabPanel, Tabs, useTabIds, useText } from '#web/kit/index.ts';
import { useFilters } from '#web/kit/records.tsx';
import { SectionPage } from './common.tsx';
import TellingWhen from './telling-when.tsx';

// Two of the three are opened now and then.
const TellingTexts = lazy(() => import('./telling-texts.tsx'));
const TellingMissing = lazy(() => import('./telling-missing.tsx'));

const views = ['when', 'texts', 'missing'] as const;
type View = (typeof views)[number];

/** What customers hear of their cases: when, in which words, and where words are missing. */
export default function TellingSection() {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const ids = useTabIds();
  const [filters, setFilters] = useFilters<'view' | 'text'>();
  const view: View = views.find((one) => one === filters.view) ?? 'when';
  return (
    <SectionPage id="telling" lead={admin('telling.lead')}>
      <div className="telling">
        <Tabs<View>
          label={t('views')}
          ids={ids}
          open={view}
          onOpen={(id) => setFilters({ view: id, text: '' })}
          tabs={views.map((id) => ({ id, label: t(`view.${id}`) }))}
        />
        <TabPanel ids={ids} id={view} className={`telling-panel ${view}`}>
          <Suspense fallback={<Skeleton rows={8} />}>
            {view === 'when' ? <TellingWhen /> : view === 'texts' ? <TellingTexts /> : <TellingMissing />}
          </Suspense>
        </TabPanel>
      </div>
    </SectionPage>
  );
}
