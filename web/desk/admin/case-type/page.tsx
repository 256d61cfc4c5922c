import { IconArrowLeft } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import {
  getCaseType,
  listCaseTypeHeads,
  switchCaseType,
  type CaseTypeView,
} from '#contract/case-types-api.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import {
  Button,
  callPatiently,
  Chip,
  EmptyState,
  formats,
  Loaded,
  nameIn,
  Page,
  Skeleton,
  TabPanel,
  Tabs,
  toastProblem,
  useApi,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { go } from '../../app/go.ts';
import { useMay } from '../../app/session.ts';
import { CaseTypeDiagram } from './diagram.tsx';
import { MoveCasesDialog, MoveProgress } from './move.tsx';
import { CaseTypeParts } from './parts.tsx';

// The editor is heavy, and whoever looks does not need it.
const TypeEditor = lazy(() => import('./editor.tsx'));

const tabs = ['diagram', 'forms', 'document', 'parts', 'versions'] as const;
type TabId = (typeof tabs)[number];

/** The draft as a definition, where it has the form of one. */
function draftDefinition({ draft }: CaseTypeView): CaseTypeDefinition | null {
  if (draft === null || draft.findings.some(({ code }) => code === 'shape')) return null;
  return JSON.parse(draft.text) as CaseTypeDefinition;
}

/** One type: diagram with today's cases, its parts in words, the document, its versions. */
export function CaseTypePage({ code }: { code: string }) {
  const t = useText('case-types');
  const type = useApi(getCaseType, { params: { code } });
  return (
    <Page
      title={type.data === undefined ? code : nameIn(type.data.name)}
      lead={type.data !== undefined && <Lead type={type.data} />}
      actions={
        <>
          <Button icon={<IconArrowLeft size={15} aria-hidden />} onClick={() => go('/admin/case-types')}>
            {t('back')}
          </Button>
          {type.data !== undefined && <Actions type={type.data} />}
        </>
      }
    >
      <Loaded query={type} rows={8}>
        {(one) => <Content type={one} />}
      </Loaded>
    </Page>
  );
}

function Lead({ type }: { type: CaseTypeView }) {
  const t = useText('case-types');
  const admin = useText('admin');
  return (
    <span className="row">
      <span className="t2 s12">
        {type.version === null ? t('neverPublished') : t('versionN', { number: type.version })}
      </span>
      {type.draft !== null && <Chip tone="note">{t('draft')}</Chip>}
      {!type.active && <Chip tone="line">{admin('inactive')}</Chip>}
    </span>
  );
}

function Actions({ type }: { type: CaseTypeView }) {
  const t = useText('case-types');
  const writes = useMay('admin.knowledge');
  const [moving, setMoving] = useState(false);
  const old = type.standing.some(({ version }) => version !== type.version);
  if (!writes) return null;
  const turn = () =>
    callPatiently(switchCaseType, { params: { code: type.code }, body: { active: !type.active } })
      .then(() => refresh(getCaseType, listCaseTypeHeads))
      .catch(toastProblem);
  return (
    <>
      <Button onClick={() => void turn()}>{t(type.active ? 'switchOff' : 'switchOn')}</Button>
      {old && type.move?.endedAt !== null && (
        <Button onClick={() => setMoving(true)}>{t('move.open')}</Button>
      )}
      {moving && <MoveCasesDialog type={type} onClose={() => setMoving(false)} />}
    </>
  );
}

function Content({ type }: { type: CaseTypeView }) {
  const t = useText('case-types');
  const ids = useTabIds();
  const [tab, setTab] = useState<TabId>(type.version === null ? 'forms' : 'diagram');
  // What was chosen in the diagram, for the forms.
  const [place, setPlace] = useState<{ place: string } | null>(null);
  const [side, setSide] = useState<'use' | 'draft'>('use');
  const draft = draftDefinition(type);
  const shown = (side === 'draft' ? draft : null) ?? type.definition ?? draft;
  const edits = tab === 'forms' || tab === 'document';
  // Once opened the editor stays, and with it what was typed and every step of it.
  const [edited, setEdited] = useState(edits);
  if (edits && !edited) setEdited(true);
  return (
    <>
      {type.move !== null && <MoveProgress code={type.code} move={type.move} />}
      <Tabs<TabId>
        label={t('views')}
        ids={ids}
        open={tab}
        onOpen={setTab}
        tabs={tabs.map((id) => ({ id, label: t(`tabs.${id}`) }))}
      />
      <TabPanel ids={ids} id={tab} className="type-tab">
        {edited && (
          <Suspense fallback={edits ? <Skeleton rows={8} /> : null}>
            <TypeEditor type={type} view={edits ? tab : null} onView={setTab} place={place} />
          </Suspense>
        )}
        {!edits && tab !== 'versions' && draft !== null && type.definition !== null && (
          <div className="type-side" role="group" aria-label={t('form.sideLabel')}>
            {(['use', 'draft'] as const).map((one) => (
              <Button key={one} small aria-pressed={side === one} onClick={() => setSide(one)}>
                {one === 'use' ? t('versionN', { number: type.version ?? '' }) : t('draft')}
              </Button>
            ))}
          </div>
        )}
        {edits ? null : tab === 'versions' ? (
          <Versions type={type} />
        ) : shown === null ? (
          <EmptyState>{t('noDefinition')}</EmptyState>
        ) : tab === 'diagram' ? (
          <CaseTypeDiagram
            definition={shown}
            standing={type.standing}
            onOpen={(place) => {
              setTab('forms');
              setPlace({ place });
            }}
          />
        ) : (
          <Suspense fallback={<Skeleton rows={8} />}>
            <CaseTypeParts definition={shown} />
          </Suspense>
        )}
      </TabPanel>
    </>
  );
}

function Versions({ type }: { type: CaseTypeView }) {
  const t = useText('case-types');
  if (type.versions.length === 0) return <EmptyState>{t('neverPublished')}</EmptyState>;
  const cases = (number: number) =>
    type.standing.filter(({ version }) => version === number).reduce((sum, one) => sum + one.cases, 0);
  return (
    <ul className="type-list">
      {type.versions.map((one) => (
        <li key={one.number}>
          <b>{t('versionN', { number: one.number })}</b>{' '}
          <span className="t2">
            {one.shipped
              ? t('withProgram', { at: formats.dateTime(new Date(one.publishedAt)) })
              : t('publishedBy', { at: formats.dateTime(new Date(one.publishedAt)), by: one.publishedBy })}
            {' · '}
            {t('casesOn', { count: cases(one.number) })}
          </span>
          {one.note !== '' && <p>{one.note}</p>}
          <a href={`/api/v1/case-types/${type.code}/file?version=${one.number}`} download>
            {t('exportVersion', { number: one.number })}
          </a>
        </li>
      ))}
    </ul>
  );
}
