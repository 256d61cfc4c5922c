import type { z } from 'zod';
import { setupState } from '#contract/access.ts';
import { getOrganisation, updateOrganisation } from '#contract/organisation.ts';
import {
  Button,
  callPatiently,
  Facts,
  formats,
  FormMessage,
  Loaded,
  Panel,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { refresh, UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { SectionPage } from './common.tsx';

type Organisation = z.output<(typeof getOrganisation)['output']>;

/** What is said of the whole organisation: name, time zone, languages. */
export default function OrganisationSection() {
  const t = useText('admin');
  const query = useApi(getOrganisation);
  return (
    <SectionPage id="organisation" lead={t('organisation.lead')}>
      <div className="single-page">
        <Loaded query={query} rows={4} height={48}>
          {(organisation) => (
            <>
              <Settings name={organisation.name} timeZone={organisation.timeZone} />
              <Languages {...organisation.languages} />
            </>
          )}
        </Loaded>
      </div>
    </SectionPage>
  );
}

function Settings({ name, timeZone }: Pick<Organisation, 'name' | 'timeZone'>) {
  const t = useText('admin');
  const kit = useText('kit');
  const writes = useMay('admin.staff');
  const editor = useEditor({ name, timeZone }, { follows: true });
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted();
  const submit = editor.submit(async (body) => {
    await callPatiently(updateOrganisation, { body });
    editor.settle();
    await refresh(getOrganisation, setupState);
  });
  return (
    <Panel>
      <UnsavedGuard dirtyNow={editor.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{editor.message}</FormMessage>
        <fieldset className="form bare" disabled={!writes}>
          <TextField
            label={t('organisation.name')}
            help={t('organisation.nameHelp')}
            {...editor.text('name')}
          />
          <SelectField
            label={t('organisation.timeZone')}
            help={t('organisation.timeZoneHelp')}
            options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
            {...editor.text('timeZone')}
          />
        </fieldset>
        {writes && (
          <div className="form-actions">
            <Button type="submit" look="solid" busy={editor.busy} disabled={!editor.dirty}>
              {kit('save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function Languages({ staff, customers }: Organisation['languages']) {
  const t = useText('admin');
  const named = (codes: string[]) => codes.map(formats.languageName).join(', ');
  return (
    <Panel title={t('organisation.languages')}>
      <Facts
        facts={[
          [t('organisation.ofStaff'), named(staff)],
          [t('organisation.ofCustomers'), named(customers)],
        ]}
      />
    </Panel>
  );
}
