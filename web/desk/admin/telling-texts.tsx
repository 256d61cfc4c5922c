import { IconPlus } from '@tabler/icons-react';
import { listNoticeTexts, noticeTextChannels, type NoticeTextHead } from '#contract/telling-texts.ts';
import { languages } from '#contract/words.ts';
import { Button, Chip, EmptyState, formats, useApi, useText } from '#web/kit/index.ts';
import { Filter, RecordList, useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { noticeName, typeChoices, useTypeName, useTypes, type Place } from './telling-names.ts';
import { TextMark } from './telling-text-mark.tsx';
import { TellingTextPane } from './telling-text-pane.tsx';

const rowsOf = ({ items }: { items: NoticeTextHead[] }) => items;

/** The organisation's own texts: the list, and one of them beside it. */
export default function TellingTexts() {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const types = useTypes();
  const typeName = useTypeName(types);
  const writes = useMay('admin.knowledge');
  const [filters, setFilters] = useFilters<
    'view' | 'text' | 'type' | 'language' | 'channel' | 'notice' | 'for'
  >();
  const channel = noticeTextChannels.find((one) => one === filters.channel);
  const language = languages.find((one) => one === filters.language);
  const query = useApi(
    listNoticeTexts,
    {
      query: {
        ...(filters.type === undefined ? {} : { type: filters.type }),
        ...(language === undefined ? {} : { language }),
        ...(channel === undefined ? {} : { channel }),
      },
    },
    { select: rowsOf, keepPrevious: true },
  );
  const open = query.data?.find(({ id }) => id === filters.text) ?? null;
  const isNew = filters.text === 'new';
  const close = () => setFilters({ text: '', notice: '', for: '' });
  const start: Place = {
    service: null,
    type: filters.type ?? null,
    notice: filters.notice ?? '',
    language: language ?? 'it',
    channel: channel ?? 'letter',
  };
  return (
    <>
      <div className="telling-tools">
        <Filter
          label={t('type')}
          all={t('anyType')}
          value={filters.type}
          options={typeChoices(types)}
          onChange={(type) => setFilters({ type })}
        />
        <Filter
          label={admin('language')}
          all={t('anyLanguage')}
          value={filters.language}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          onChange={(one) => setFilters({ language: one })}
        />
        <Filter
          label={t('channel')}
          all={t('anyChannel')}
          value={filters.channel}
          options={noticeTextChannels.map((value) => ({ value, label: t(`on.${value}`) }))}
          onChange={(one) => setFilters({ channel: one })}
        />
        {writes && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setFilters({ text: 'new' })}>
            {t('new')}
          </Button>
        )}
      </div>
      <RecordList<NoticeTextHead>
        label={t('view.texts')}
        query={query}
        rowKey={({ id }) => id}
        openKey={open?.id}
        onOpen={({ id }) => setFilters({ text: id })}
        wide
        empty={<EmptyState>{t('empty')}</EmptyState>}
        columns={[
          {
            id: 'notice',
            head: t('notice'),
            cell: (one) => noticeName(types, one.type, one.notice, t),
          },
          {
            id: 'type',
            head: t('type'),
            cell: (one) => <span className={one.type === null ? 't3' : ''}>{typeName(one.type)}</span>,
          },
          { id: 'language', head: admin('language'), cell: (one) => formats.languageName(one.language) },
          { id: 'channel', head: t('channel'), cell: (one) => t(`on.${one.channel}`) },
          {
            id: 'state',
            head: admin('state'),
            cell: (one) => (
              <span className="row">
                <TextMark one={one} />
                {one.draft !== null && one.state !== 'draft' && <Chip tone="note">{t('mark.draft')}</Chip>}
              </span>
            ),
          },
          {
            id: 'uses',
            head: t('uses'),
            end: true,
            minor: true,
            cell: (one) => formats.number(one.uses),
          },
        ]}
        pane={
          (open !== null || isNew) && (
            <TellingTextPane
              key={open?.id ?? `new ${filters.type} ${filters.notice} ${filters.language} ${filters.channel}`}
              head={open}
              start={start}
              types={types}
              writes={writes}
              onClose={close}
              onOpened={(id) => setFilters({ text: id, notice: '' })}
            />
          )
        }
      />
    </>
  );
}
