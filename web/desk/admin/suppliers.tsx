import { createSupplier, listSuppliers, updateSupplier, type Supplier } from '#contract/case-charge.ts';
import { listCentres } from '#contract/escalations.ts';
import { listQueues } from '#contract/routing.ts';
import { AreaField, CheckField, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, orNull, useServices } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Supplier[] }) => items;

/** Companies outside that do work for the organisation, and how they are reached about a case. */
export default function Suppliers() {
  const t = useText('admin');
  const own = useText('charge');
  const suppliers = useApi(listSuppliers, undefined, { select: rowsOf });
  const queues = useApi(listQueues);
  const centres = useApi(listCentres);
  const writes = useMay('admin.routing');
  return (
    <RecordSection<Supplier>
      id="suppliers"
      lead={own('suppliers.lead')}
      newLabel={own('suppliers.new')}
      writes={writes}
      query={suppliers}
      empty={own('suppliers.empty')}
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'reached',
          head: own('suppliers.reached'),
          cell: (one) =>
            [
              queues.data?.items.find(({ id }) => id === one.queue)?.name,
              centres.data?.items.find(({ id }) => id === one.centre)?.name,
            ]
              .filter((part) => part !== undefined)
              .join(' · '),
        },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <SupplierEditor opened={opened} />}
    />
  );
}

function SupplierEditor({ opened }: { opened: Opened<Supplier> }) {
  const { row } = opened;
  const t = useText('admin');
  const own = useText('charge');
  const services = useServices(own('suppliers.allServices'));
  const queues = useApi(listQueues);
  const centres = useApi(listCentres);
  const editor = useEditor({
    name: row?.name ?? '',
    description: row?.description ?? '',
    service: row?.service ?? '',
    queue: row?.queue ?? '',
    centre: row?.centre ?? '',
    active: row?.active ?? true,
  });
  const none = { value: '', label: own('suppliers.none') };
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createSupplier}
      update={updateSupplier}
      refreshes={[listSuppliers]}
      body={(values) => ({
        ...values,
        service: orNull(values.service),
        queue: orNull(values.queue),
        centre: orNull(values.centre),
      })}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <AreaField label={own('suppliers.description')} rows={2} optional {...editor.text('description')} />
      <SelectField label={t('service')} {...editor.text('service')} options={services} />
      <Part title={own('suppliers.reached')} help={own('suppliers.reachedHelp')}>
        <SelectField
          label={own('suppliers.queue')}
          {...editor.text('queue')}
          options={[
            none,
            ...(queues.data?.items ?? [])
              .filter(({ id, active }) => active || id === row?.queue)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <SelectField
          label={own('suppliers.centre')}
          {...editor.text('centre')}
          options={[
            none,
            ...(centres.data?.items ?? [])
              .filter(({ id, active }) => active || id === row?.centre)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Part>
      <CheckField label={t('active')} {...editor.check('active')} />
    </RecordEditor>
  );
}
