import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { createSynonym, listSynonyms, updateSynonym, type synonym } from '#contract/article-search.ts';
import { languages } from '#contract/words.ts';
import type { z } from 'zod';
import {
  Button,
  CheckField,
  Dialog,
  EmptyState,
  FormMessage,
  SelectField,
  TextField,
  formats,
  useApi,
  useForm,
  useText,
  callPatiently,
} from '#web/kit/index.ts';
import { RecordList, refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';

type Synonym = z.output<typeof synonym>;

/** Words that mean the same in a search; administrators keep them. */
export default function Synonyms() {
  const t = useText('knowledge');
  const writes = useMay('admin.knowledge');
  const query = useApi(listSynonyms);
  const [open, setOpen] = useState<Synonym | 'new' | null>(null);
  return (
    <>
      <div className="row missing-head">
        <p className="t2">{t('synonyms.lead')}</p>
        <span className="grow" />
        {writes && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setOpen('new')}>
            {t('synonyms.new')}
          </Button>
        )}
      </div>
      <RecordList<Synonym>
        label={t('view.synonyms')}
        query={{ ...query, data: query.data?.items }}
        rowKey={({ id }) => id}
        {...(writes ? { onOpen: setOpen } : {})}
        empty={<EmptyState>{t('synonyms.empty')}</EmptyState>}
        columns={[
          { id: 'words', head: t('synonyms.words'), cell: (one) => one.words.join(', ') },
          { id: 'language', head: t('language'), cell: (one) => formats.languageName(one.language) },
          {
            id: 'active',
            head: t('state.label'),
            cell: (one) => t(one.active ? 'synonyms.on' : 'synonyms.off'),
          },
        ]}
      />
      {open !== null && <EditSynonym row={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** A group of words that count the same; with `begin`, a new one from what somebody looked for. */
export function EditSynonym({
  row,
  begin,
  onMade,
  onClose,
}: {
  row: Synonym | null;
  begin?: { words: string; language: string };
  onMade?: () => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const form = useForm({
    words: row?.words.join(', ') ?? (begin === undefined ? '' : `${begin.words}, `),
    language: row?.language ?? begin?.language ?? 'it',
    active: row?.active ?? true,
  });
  const submit = form.submit(async ({ words, language, active }) => {
    const body = {
      words: words
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
      language: language as 'it',
      active,
    };
    await (row === null
      ? callPatiently(createSynonym, { body })
      : callPatiently(updateSynonym, { params: { id: row.id }, body }));
    await onMade?.();
    await refresh(listSynonyms);
    onClose();
  });
  return (
    <Dialog title={t(row === null ? 'synonyms.new' : 'synonyms.edit')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField
          label={t('synonyms.words')}
          help={t('synonyms.help')}
          {...form.text('words')}
          data-autofocus
        />
        <SelectField
          label={t('language')}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          {...form.text('language')}
        />
        <CheckField
          label={t('synonyms.on')}
          checked={form.values.active}
          onChange={(event) => form.set('active', event.target.checked)}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
