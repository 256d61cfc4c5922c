import { useRef, useState } from 'react';
import type { CaseTypeInUse } from '#contract/case-types-api.ts';
import {
  changeNoticeText,
  draftNoticeText,
  dropNoticeText,
  listNoticeTextVersions,
  noticeTextChannels,
  type NoticeText,
  type NoticeTextHead,
} from '#contract/telling-texts.ts';
import { languages } from '#contract/words.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Confirm,
  EmptyState,
  formats,
  nameIn,
  SelectField,
  TextField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { EditorPane, Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { orNull, useServices } from './common.tsx';
import { ApproveDialog, TextVersions, WithdrawDialog } from './telling-text-versions.tsx';
import { TextPreview } from './telling-text-preview.tsx';
import {
  noticeChoices,
  noticeName,
  refreshTexts,
  typeChoices,
  useTypeName,
  type Place,
} from './telling-names.ts';

const placeholders = ['number', 'subject', 'customer', 'organisation', 'resolution', 'state', 'type', 'link'];

/** One text in its place: what is in force, what is being written, and everything that ever was. */
export function TellingTextPane({
  head,
  start,
  ...rest
}: {
  /** null: one is being written for the first time. */
  head: NoticeTextHead | null;
  start: Place;
  types: CaseTypeInUse[];
  writes: boolean;
  onClose: () => void;
  onOpened: (id: string) => void;
}) {
  const versions = useApi(
    listNoticeTextVersions,
    { params: { id: head?.id ?? '' } },
    { select: ({ items }) => items, enabled: head !== null },
  );
  if (head === null) return <Pane head={null} place={start} versions={[]} {...rest} />;
  if (versions.data === undefined)
    return (
      <aside className="pane">
        <EmptyState>…</EmptyState>
      </aside>
    );
  return <Pane head={head} place={head} versions={versions.data} {...rest} />;
}

function Pane({
  head,
  place,
  versions,
  types,
  writes,
  onClose,
  onOpened,
}: {
  head: NoticeTextHead | null;
  place: Place;
  versions: NoticeText[];
  types: CaseTypeInUse[];
  writes: boolean;
  onClose: () => void;
  onOpened: (id: string) => void;
}) {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const services = useServices(admin('allServices'));
  const typeName = useTypeName(types);
  const [asks, setAsks] = useState<'approve' | 'withdraw' | 'drop' | null>(null);
  const [begun, setBegun] = useState(false);
  const approves = useMay('knowledge.approve');
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  const told = versions.find(({ inForce }) => inForce) ?? null;
  const shown = draft ?? told ?? versions[0] ?? null;
  const creates = draft === null && (head === null || begun);
  const area = useRef<HTMLDivElement>(null);
  const editor = useEditor({
    service: place.service ?? '',
    type: place.type ?? '',
    notice: place.notice,
    language: place.language as string,
    channel: place.channel as string,
    subject: shown?.subject ?? '',
    text: shown?.text ?? '',
    note: draft?.note ?? '',
  });
  const { values } = editor;
  const type = orNull(values.type);
  const long = values.channel !== 'sms' && values.channel !== 'chat';
  const at: Place = {
    service: orNull(values.service),
    type,
    notice: values.notice,
    language: values.language as Place['language'],
    channel: values.channel as Place['channel'],
  };
  const fields = types
    .filter(({ definition }) => definition.code === type)
    .flatMap(({ definition }) => definition.fields)
    .filter(({ visibleTo }) => visibleTo === undefined);

  async function save(): Promise<{ id: string }> {
    const words = { subject: long ? orNull(values.subject) : null, text: values.text, note: values.note };
    const kept =
      draft === null
        ? await callPatiently(draftNoticeText, { body: { ...at, ...words } })
        : await callPatiently(changeNoticeText, {
            params: { id: draft.id },
            body: { ...words, revision: draft.revision },
          });
    setBegun(false);
    await refreshTexts();
    return { id: head?.id ?? kept.id };
  }
  function insert(name: string) {
    const box = area.current?.querySelector('textarea');
    const from = box?.selectionStart ?? values.text.length;
    const to = box?.selectionEnd ?? from;
    editor.set('text', `${values.text.slice(0, from)}{${name}}${values.text.slice(to)}`);
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(from + name.length + 2, from + name.length + 2);
    });
  }
  const readOnly = !writes || (draft === null && !creates);
  return (
    <>
      <EditorPane
        title={head === null ? t('new') : noticeName(types, head.type, head.notice, t)}
        lead={
          head !== null &&
          `${typeName(head.type)} · ${formats.languageName(head.language)} · ${t(`on.${head.channel}`)}`
        }
        editor={editor}
        readOnly={readOnly}
        creating={creates}
        saveLabel={t('saveDraft')}
        onClose={onClose}
        onSaved={onOpened}
        onSave={save}
        actions={
          (writes || approves) && (
            <>
              {draft !== null && !draft.mine && (
                <Button look="solid" disabled={editor.dirty} onClick={() => setAsks('approve')}>
                  {t('approve')}
                </Button>
              )}
              {writes && draft !== null && <Button onClick={() => setAsks('drop')}>{t('drop')}</Button>}
              {writes && head !== null && draft === null && !begun && (
                <Button onClick={() => setBegun(true)}>{t('newVersion')}</Button>
              )}
              {writes && told !== null && draft === null && !begun && (
                <Button onClick={() => setAsks('withdraw')}>{t('withdraw')}</Button>
              )}
            </>
          )
        }
      >
        {draft !== null && draft.mine && <p className="notice info">{t('waits')}</p>}
        {draft !== null && !draft.mine && (
          <p className="notice info">{t('toApprove', { by: draft.author })}</p>
        )}
        {head === null && (
          <>
            <div className="form-row">
              <SelectField
                label={t('type')}
                options={[{ value: '', label: t('allTypes') }, ...typeChoices(types)]}
                {...editor.text('type')}
              />
              <SelectField
                label={t('notice')}
                options={[{ value: '', label: '' }, ...noticeChoices(types, type, t)]}
                {...editor.text('notice')}
              />
            </div>
            <div className="form-row">
              <SelectField
                label={admin('language')}
                options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
                {...editor.text('language')}
              />
              <SelectField
                label={t('channel')}
                options={noticeTextChannels.map((value) => ({ value, label: t(`on.${value}`) }))}
                {...editor.text('channel')}
              />
              <SelectField label={admin('service')} options={services} {...editor.text('service')} />
            </div>
            {values.channel === 'letter' && <p className="t2 s12">{t('letterHelp')}</p>}
          </>
        )}
        {long && (
          <TextField label={t('subject')} help={t('subjectHelp')} optional {...editor.text('subject')} />
        )}
        <div ref={area}>
          <AreaField
            label={t('text')}
            help={t(long ? 'textHelp' : values.channel === 'sms' ? 'smsHelp' : 'chatHelp')}
            rows={long ? 8 : 3}
            lang={values.language}
            dir="auto"
            {...editor.text('text')}
          />
        </div>
        {!readOnly && (
          <div className="field">
            <span className="field-label">{t('placeholders')}</span>
            <div className="placeholders">
              {placeholders.map((name) => (
                <button key={name} type="button" className="btn plain small" onClick={() => insert(name)}>
                  {t(`holder.${name}`)}
                </button>
              ))}
              {fields.map(({ key, label }) => (
                <button
                  key={key}
                  type="button"
                  className="btn plain small"
                  onClick={() => insert(`field.${key}`)}
                >
                  {nameIn(label)}
                </button>
              ))}
            </div>
          </div>
        )}
        {!readOnly && <TextField label={t('note')} optional {...editor.text('note')} />}
        {values.notice !== '' && (
          <TextPreview place={at} subject={long ? orNull(values.subject) : null} text={values.text} />
        )}
        {versions.length > 0 && (
          <Part title={t('versions')}>
            <TextVersions versions={versions} />
          </Part>
        )}
      </EditorPane>
      {asks === 'approve' && draft !== null && (
        <ApproveDialog draft={draft} before={told} onClose={() => setAsks(null)} />
      )}
      {asks === 'withdraw' && told !== null && <WithdrawDialog one={told} onClose={() => setAsks(null)} />}
      {asks === 'drop' && draft !== null && (
        <Confirm
          title={t('dropTitle')}
          confirm={t('drop')}
          danger
          onClose={() => setAsks(null)}
          onConfirm={() => {
            setAsks(null);
            editor.settle();
            void callPatiently(dropNoticeText, { params: { id: draft.id } })
              .then(() => {
                if (versions.length === 1) onClose();
                return refreshTexts();
              })
              .catch(toastProblem);
          }}
        >
          {t('dropHelp')}
        </Confirm>
      )}
    </>
  );
}
