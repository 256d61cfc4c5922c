import {
  IconArrowsExchange,
  IconCheckbox,
  IconChecklist,
  IconFlag,
  IconLink,
  IconMail,
  IconMessages,
  IconNote,
  IconPaperclip,
  IconPencil,
  IconRubberStamp,
  IconUserCheck,
  IconUsers,
  IconVersions,
  IconHierarchy2,
  IconRoute,
} from '@tabler/icons-react';
import { useRef } from 'react';
import type { z } from 'zod';
import { addCaseNote, listCaseEntries, type caseEntry, type CaseView } from '#contract/cases.ts';
import {
  Button,
  callPatiently,
  formats,
  FormMessage,
  Loaded,
  useApi,
  useForm,
  useKey,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useStepWords } from './step-words.ts';
import { workEntryWords } from './work-words.ts';

type Entry = z.output<typeof caseEntry>;
const icons: Record<Entry['kind'], typeof IconFlag> = {
  opened: IconFlag,
  note: IconNote,
  status: IconArrowsExchange,
  owner: IconUserCheck,
  linked: IconLink,
  message: IconMail,
  changed: IconPencil,
  step: IconChecklist,
  task: IconCheckbox,
  approval: IconRubberStamp,
  document: IconPaperclip,
  type: IconVersions,
  party: IconUsers,
  relation: IconHierarchy2,
  plan: IconRoute,
  said: IconMessages,
};

/** What the case is about, then everything that happened to it, oldest first; at the end the next note. */
export function Entries({
  one,
  writes,
  onEdit,
  notes = true,
}: {
  one: CaseView;
  writes: boolean;
  /** Opens what the case is about for a change; without it nothing is offered. */
  onEdit?: () => void;
  /** A box for the next note at the foot. */
  notes?: boolean;
}) {
  const t = useText('cases');
  const entries = useApi(listCaseEntries, { params: { id: one.id } });
  return (
    <>
      <div className="main-scroll case-scroll">
        <section className="case-description" aria-labelledby="case-text">
          <div className="row">
            <h2 id="case-text">{t('description')}</h2>
            <span className="grow" />
            {writes && onEdit !== undefined && (
              <Button small look="ghost" icon={<IconPencil size={14} aria-hidden />} onClick={onEdit}>
                {t('editText')}
              </Button>
            )}
          </div>
          {one.description === '' ? (
            <p className="t3">{t('noDescription')}</p>
          ) : (
            <p className="case-words" dir="auto">
              {one.description}
            </p>
          )}
          {one.resolution !== null && one.resolution !== '' && (
            <div className="resolution">
              <h3>{t('resolution')}</h3>
              <p className="case-words" dir="auto">
                {one.resolution}
              </p>
            </div>
          )}
        </section>
        <Loaded query={entries} rows={5} height={40}>
          {({ items }) => (
            <ol className="entries" aria-label={t('history')}>
              {items.map((entry) => (
                <EntryRow key={entry.id} entry={entry} />
              ))}
            </ol>
          )}
        </Loaded>
      </div>
      {writes && notes && <Note id={one.id} />}
    </>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  const t = useText('cases');
  const stepWords = useStepWords();
  const Icon = icons[entry.kind];
  const { from, to } = entry.data as { from?: unknown; to?: unknown };
  const status = (value: unknown) =>
    typeof value === 'string' ? t(`status.${value}`, { defaultValue: value }) : '';
  return (
    <li className={`entry ${entry.kind}`}>
      <Icon size={15} stroke={1.75} aria-hidden />
      <div className="grow">
        <p className="s12 t2">
          <b>{entry.author === '' || entry.author === 'system' ? t('entry.system') : entry.author}</b>{' '}
          {workEntryWords(entry, t) ??
            (entry.kind === 'status' && typeof to === 'string'
              ? t('entry.statusTo', { from: status(from), to: status(to) })
              : entry.kind === 'step'
                ? stepWords(entry.data)
                : t(`entry.${entry.kind}`))}
        </p>
        {entry.body !== '' && (
          <p className="entry-body" dir="auto">
            {entry.body}
          </p>
        )}
      </div>
      <time className="t3 s12 num" dateTime={entry.at} title={formats.dateTime(entry.at)}>
        {formats.brief(entry.at)}
      </time>
    </li>
  );
}

function Note({ id }: { id: string }) {
  const t = useText('cases');
  const form = useForm({ text: '' });
  const element = useRef<HTMLFormElement>(null);
  const submit = form.submit(async ({ text }) => {
    await callPatiently(addCaseNote, { params: { id }, body: { text } });
    form.set('text', '');
    await refresh(listCaseEntries);
  });
  useKey('conversation.send', () => element.current?.requestSubmit(), form.values.text.trim() !== '');
  useKey('conversation.note', () => element.current?.querySelector('textarea')?.focus());
  return (
    <form ref={element} className="case-note" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <textarea
        className="input"
        rows={2}
        aria-label={t('note.label')}
        placeholder={t('note.placeholder')}
        value={form.values.text}
        onChange={(event) => form.set('text', event.target.value)}
      />
      <div className="row">
        <span className="grow t3 s12">{t('note.internal')}</span>
        <Button
          type="submit"
          busy={form.busy}
          disabled={form.values.text.trim() === ''}
          action="conversation.send"
        >
          {t('note.save')}
        </Button>
      </div>
    </form>
  );
}
