import './texts.css';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { listClassification } from '#contract/knowledge.ts';
import {
  dropTextDraft,
  getStandardText,
  listPlaceholders,
  listStandardTexts,
  withdrawStandardText,
  type StandardTextFull,
} from '#contract/standard-texts.ts';
import { languages } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Chip,
  Confirm,
  EmptyState,
  Facts,
  formats,
  Loaded,
  nameIn,
  Page,
  Panel,
  Tabs,
  TabPanel,
  toastProblem,
  useApi,
  useNow,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, refresh } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay, useMe } from '../app/session.ts';
import { labelOf, useServices } from '../admin/common.tsx';
import { Marked } from './marked.tsx';
import { TextProperties } from './properties.tsx';
import { Withdraw } from '../knowledge/withdraw.tsx';
import { DecideText } from './text-decide.tsx';
import { TextEditor } from './text-editor.tsx';
import { TextVersions } from './text-versions.tsx';

/** One standard text, language by language: what is in force, what waits, what it was before. */
export default function TextPage({ id }: { id: string }) {
  const query = useApi(getStandardText, { params: { id } });
  return <Loaded query={query}>{(text) => <Text key={text.id} text={text} />}</Loaded>;
}

type Open = 'write' | 'decide' | 'withdraw' | 'properties' | 'drop' | null;

function Text({ text }: { text: StandardTextFull }) {
  const t = useText('standard-texts');
  const admin = useText('admin');
  const me = useMe();
  const reviews = useMay('knowledge.write', 'admin.read');
  const placeholders = useApi(listPlaceholders);
  const ids = useTabIds();
  const [language, setLanguage] = useState(text.language as string);
  const [open, setOpen] = useState<Open>(null);
  const now = useNow(60_000);
  const mine = text.versions.filter((one) => one.language === language);
  // The server's clock says what is in force, not this one's.
  const numberInForce = (of: string) => text.languages.find((one) => one.language === of)?.published ?? null;
  const inForce = (one: (typeof mine)[number]) =>
    one.state === 'published' && one.number === numberInForce(one.language);
  const published = mine.find(inForce);
  const coming = mine.find(
    (one) => one.state === 'published' && !inForce(one) && Date.parse(one.validFrom!) > now,
  );
  const submitted = mine.find(({ state }) => state === 'submitted');
  const draft = mine.find(({ state }) => state === 'draft');
  const shown = published ?? submitted ?? draft;
  const original =
    language === text.language
      ? undefined
      : text.versions.find((one) => one.language === text.language && inForce(one));
  const there = [
    ...new Set([text.language as string, ...text.languages.map((one) => one.language), language]),
  ];
  const sign = text.languages.find((one) => one.language === language);
  const own = submitted !== undefined && (submitted.authorId === me.id || submitted.submittedBy === me.id);
  const title = text.title === '' ? `/${text.code}` : text.title;
  if (open === 'write')
    return (
      <Page title={t('draft.heading', { title, language: formats.languageName(language) })}>
        <TextEditor
          text={text}
          language={language}
          start={draft ?? published}
          original={original}
          onClose={() => setOpen(null)}
        />
      </Page>
    );
  return (
    <Page
      title={title}
      lead={
        <span className="row">
          <span className="t3 s12 mono">/{text.code}</span>
          {!text.active && <Chip tone="line">{admin('inactive')}</Chip>}
        </span>
      }
      actions={
        <>
          <Button
            look="ghost"
            icon={<IconArrowLeft size={15} aria-hidden />}
            onClick={() => go('/admin/texts')}
          >
            {t('back')}
          </Button>
          {text.mayWrite && <Button onClick={() => setOpen('properties')}>{t('properties')}</Button>}
          {text.mayWrite && submitted === undefined && (
            <Button look="solid" onClick={() => setOpen('write')}>
              {t(draft !== undefined ? 'draft.goOn' : published !== undefined ? 'draft.next' : 'draft.first')}
            </Button>
          )}
          {text.mayApprove && submitted !== undefined && (
            <Button look="solid" onClick={() => setOpen('decide')}>
              {t('decide.open')}
            </Button>
          )}
        </>
      }
      tools={
        <>
          <Tabs
            label={t('languages')}
            tabs={there.map((one) => ({ id: one, label: formats.languageName(one) }))}
            open={language}
            onOpen={setLanguage}
            ids={ids}
          />
          {text.mayWrite && (
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
      <TabPanel ids={ids} id={language} className="text-page">
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
          {coming !== undefined && (
            <p className="notice info">
              {t('coming', { number: coming.number, at: formats.dateTime(coming.validFrom!) })}
            </p>
          )}
          <Panel
            title={
              shown === undefined
                ? t('words')
                : t('wordsOf', { number: shown.number, state: t(`version.state.${shown.state}`) })
            }
          >
            {shown === undefined ? (
              <EmptyState>{t('notThere')}</EmptyState>
            ) : (
              <Marked
                text={shown.body}
                placeholders={placeholders.data?.items ?? []}
                filled={false}
                language={language}
              />
            )}
          </Panel>
          {reviews && mine.length > 0 && (
            <Panel title={t('version.title')}>
              <TextVersions key={`${language}${mine[0]!.id}`} text={text} versions={mine} />
            </Panel>
          )}
        </div>
        <TextFacts
          text={text}
          actions={
            <>
              {text.mayWrite && draft !== undefined && (
                <Button small look="ghost" onClick={() => setOpen('drop')}>
                  {t('draft.drop')}
                </Button>
              )}
              {text.mayApprove && published !== undefined && (
                <Button small look="ghost" onClick={() => setOpen('withdraw')}>
                  {t('withdraw.open')}
                </Button>
              )}
            </>
          }
        />
      </TabPanel>
      {open === 'properties' && <TextProperties text={text} onClose={() => setOpen(null)} />}
      {open === 'decide' && submitted !== undefined && (
        <DecideText
          text={text}
          version={submitted}
          before={published}
          own={own}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'withdraw' && (
        <Withdraw
          language={language}
          texts="standard-texts"
          onWithdraw={async (reason) => {
            await callPatiently(withdrawStandardText, {
              params: { id: text.id },
              body: { language: language as 'it', reason },
            });
            await refresh(getStandardText, listStandardTexts);
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
            void callPatiently(dropTextDraft, { params: { id: text.id, language: language as 'it' } })
              .then(() => refresh(getStandardText, listStandardTexts))
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

function TextFacts({ text, actions }: { text: StandardTextFull; actions: ReactNode }) {
  const t = useText('standard-texts');
  const admin = useText('admin');
  const services = useServices();
  const tree = useApi(listClassification);
  const node = tree.data?.items.find(({ id }) => id === text.classificationId);
  return (
    <Panel title={t('facts')}>
      <Facts
        facts={[
          [t('owner'), text.ownerName ?? t('nobody')],
          [t('successor'), text.successorName ?? t('nobody')],
          [
            t('channels'),
            text.channels.length === 0
              ? t('anyChannel')
              : text.channels.map((one) => admin(`channel.${one}`)).join(', '),
          ],
          [t('service'), labelOf(services, text.serviceId) ?? t('everyService')],
          [t('classification'), node === undefined ? t('unclassified') : nameIn(node.name)],
          [t('reviewOn'), text.reviewOn === null ? t('never') : formats.day(text.reviewOn)],
          [t('uses'), formats.number(text.uses)],
        ]}
      />
      {text.keeperName === null && <p className="notice warn">{t('noKeeper')}</p>}
      <div className="row wrap">{actions}</div>
    </Panel>
  );
}
