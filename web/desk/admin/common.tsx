import { IconPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listServices, listTeams } from '#contract/access.ts';
import { Button, Chip, Page, TextField, useApi, useText } from '#web/kit/index.ts';
import type { Choice, Controls } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';

/** Which record of a section is open, by the address. */
export function useRecord(section: string) {
  const { id } = useParams({ strict: false });
  return {
    id,
    isNew: id === 'new',
    // What the list is narrowed to stays in the address beside the record.
    open: (one: string) => go(`/admin/${section}/${one}${location.search}`),
    close: () => go(`/admin/${section}${location.search}`),
  };
}

/** The frame of a section: title, how it is added to, its list. */
export function SectionPage({
  id,
  lead,
  onNew,
  newLabel,
  tools,
  actions,
  children,
}: {
  id: string;
  lead?: string;
  /** Left out where nothing may be made. */
  onNew?: (() => void) | undefined;
  newLabel?: string;
  tools?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const t = useText('admin');
  return (
    <Page
      title={t(`sections.${id}`)}
      lead={lead !== undefined && <span className="t3 s12 ell">{lead}</span>}
      actions={
        <>
          {actions}
          {onNew !== undefined && (
            <Button icon={<IconPlus size={15} aria-hidden />} onClick={onNew}>
              {newLabel}
            </Button>
          )}
        </>
      }
      {...(tools === undefined ? {} : { tools })}
    >
      <div className="flush-body">{children}</div>
    </Page>
  );
}

/** Says only what is out of the ordinary: a record that is not in use. */
export function ActiveMark({ active }: { active: boolean }) {
  const t = useText('admin');
  return active ? <span className="t2">{t('active')}</span> : <Chip tone="line">{t('inactive')}</Chip>;
}

/** Services as choices, with "all" first where that means something. */
export function useServices(all?: string): Choice[] {
  const services = useApi(listServices);
  return [
    ...(all === undefined ? [] : [{ value: '', label: all }]),
    ...(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
}
export function useTeams(none?: string): Choice[] {
  const teams = useApi(listTeams);
  return [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
}
export const labelOf = (choices: Choice[], id: string | null): string | null =>
  id === null ? null : (choices.find(({ value }) => value === id)?.label ?? null);
/** What a select says, as the API wants it. */
export const orNull = (value: string): string | null => (value === '' ? null : value);

/** The languages of citizens beside those of the staff. */
export const citizensOnly = ['fr', 'de', 'es', 'ar', 'pl', 'ru', 'ro'] as const;

/** A name in both languages of the staff. */
export function NamesFields({ editor }: { editor: Controls<'nameIt' | 'nameEn'> }) {
  const t = useText('admin');
  return (
    <div className="form-row">
      <TextField label={t('nameIt')} {...editor.text('nameIt')} error={editor.error('name.it')} />
      <TextField label={t('nameEn')} {...editor.text('nameEn')} error={editor.error('name.en')} />
    </div>
  );
}
