import { useRef, useState, type ReactNode } from 'react';
import type { z } from 'zod';
import { listServices } from '#contract/access.ts';
import {
  createStandardText,
  listClassification,
  listStandardTexts,
  placeholders,
  updateStandardText,
  type standardText,
} from '#contract/knowledge.ts';
import { languages, type Channel } from '#contract/words.ts';
import {
  AreaField,
  CheckField,
  formats,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Filter, SearchField, TreeSelect, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, orNull, useServices } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type StandardText = z.output<typeof standardText>;
const rowsOf = ({ items }: { items: StandardText[] }) => items;
const channels: Channel[] = ['email', 'form', 'chat'];

export default function Texts() {
  const t = useText('admin');
  const [search, setSearch] = useState('');
  const [language, setLanguage] = useState('');
  const texts = useApi(
    listStandardTexts,
    {
      query: {
        all: 'true',
        ...(search === '' ? {} : { search }),
        ...(language === '' ? {} : { language }),
      },
    },
    { select: rowsOf, keepPrevious: true },
  );
  const writes = useMay('admin.knowledge');
  return (
    <RecordSection<StandardText>
      id="texts"
      lead={t('texts.lead')}
      newLabel={t('texts.new')}
      tools={
        <>
          <SearchField label={t('texts.search')} value={search} onSearch={setSearch} />
          <Filter
            label={t('language')}
            all={t('texts.allLanguages')}
            value={language}
            onChange={setLanguage}
            options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          />
        </>
      }
      writes={writes}
      query={texts}
      empty={t('texts.empty')}
      wide
      columns={[
        {
          id: 'shortcut',
          head: t('texts.shortcut'),
          cell: (one) => <span className="mono">/{one.shortcut}</span>,
        },
        { id: 'title', head: t('texts.title'), cell: (one) => one.title },
        { id: 'language', head: t('language'), cell: (one) => formats.languageName(one.language) },
        {
          id: 'channel',
          head: t('channelTitle'),
          cell: (one) =>
            one.channel === null ? (
              <span className="t3">{t('texts.anyChannel')}</span>
            ) : (
              t(`channel.${one.channel}`)
            ),
        },
        { id: 'uses', head: t('texts.uses'), end: true, cell: (one) => formats.number(one.uses) },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <TextEditor opened={opened} />}
    />
  );
}

function TextEditor({ opened }: { opened: Opened<StandardText> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const tree = useApi(listClassification);
  const services = useServices(t('allServices'));
  const body = useRef<HTMLDivElement>(null);
  const editor = useEditor({
    shortcut: row?.shortcut ?? '',
    title: row?.title ?? '',
    language: row?.language ?? 'it',
    channel: row?.channel ?? '',
    body: row?.body ?? '',
    serviceId: row?.serviceId ?? '',
    classificationId: row?.classificationId ?? null,
    active: row?.active ?? true,
  });
  function insert(name: string) {
    const area = body.current?.querySelector('textarea');
    const at = area?.selectionStart ?? editor.values.body.length;
    const end = area?.selectionEnd ?? at;
    editor.set('body', `${editor.values.body.slice(0, at)}{{${name}}}${editor.values.body.slice(end)}`);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + name.length + 4, at + name.length + 4);
    });
  }
  return (
    <RecordEditor
      opened={opened}
      title={row?.title}
      lead={row === null ? undefined : t('texts.used', { count: row.uses })}
      editor={editor}
      create={createStandardText}
      update={updateStandardText}
      refreshes={[listStandardTexts, listServices]}
      body={(values) => ({
        ...values,
        channel: values.channel === '' ? null : (values.channel as Channel),
        serviceId: orNull(values.serviceId),
      })}
    >
      <div className="form-row">
        <TextField label={t('texts.title')} {...editor.text('title')} />
        <TextField
          label={t('texts.shortcut')}
          help={t('texts.shortcutHelp')}
          className="input mono"
          {...editor.text('shortcut')}
        />
      </div>
      <div className="form-row">
        <SelectField
          label={t('language')}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          {...editor.text('language')}
        />
        <SelectField
          label={t('channelTitle')}
          options={[
            { value: '', label: t('texts.anyChannel') },
            ...channels.map((value) => ({ value, label: t(`channel.${value}`) })),
          ]}
          {...editor.text('channel')}
        />
        <SelectField label={t('service')} options={services} {...editor.text('serviceId')} />
      </div>
      <div ref={body}>
        <AreaField label={t('texts.body')} rows={8} {...editor.text('body')} />
      </div>
      {writes && (
        <div className="field">
          <span className="field-label">{t('texts.placeholders')}</span>
          <div className="placeholders">
            {placeholders.map((name) => (
              <button key={name} type="button" className="btn plain small" onClick={() => insert(name)}>
                {t(`placeholder.${name.replace('.', '_')}`)}
              </button>
            ))}
          </div>
        </div>
      )}
      <div className="field">
        <span className="field-label">{t('texts.preview')}</span>
        <div className="preview" dir="auto">
          <Filled text={editor.values.body} />
        </div>
      </div>
      <TreeSelect
        label={t('texts.classification')}
        none={t('texts.unclassified')}
        optional
        anyLevel
        nodes={(tree.data?.items ?? []).map(({ id, parentId, name, active }) => ({
          id,
          parentId,
          active,
          label: nameIn(name),
        }))}
        value={editor.values.classificationId}
        error={editor.error('classificationId')}
        onChange={(id) => editor.set('classificationId', id)}
      />
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}

/** The text with its placeholders filled by an example; one that nobody knows stays as written, and shows. */
function Filled({ text }: { text: string }): ReactNode {
  const t = useText('admin');
  if (text === '') return <span className="t3">{t('texts.previewEmpty')}</span>;
  return text.split(/(\{\{[^}]*\}\})/).map((part, index) => {
    const name = /^\{\{\s*([^}]*?)\s*\}\}$/.exec(part)?.[1];
    if (name === undefined) return part;
    const known = placeholders.find((one) => one === name);
    return (
      <mark key={index} className={known === undefined ? 'unknown' : undefined}>
        {known === undefined
          ? part
          : known === 'today'
            ? formats.day(new Date())
            : t(`sample.${known.replace('.', '_')}`)}
      </mark>
    );
  });
}
