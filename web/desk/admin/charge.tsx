import { IconArrowDown, IconArrowUp, IconFlask, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { listServices } from '#contract/access.ts';
import {
  createChargeRule,
  deleteChargeRule,
  getFirstContact,
  listChargeRules,
  listSuppliers,
  orderChargeRules,
  setFirstContact,
  updateChargeRule,
  type ChargeRule,
} from '#contract/case-charge.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  CheckField,
  Chip,
  Confirm,
  IconButton,
  nameIn,
  SelectField,
  TextField,
  toastProblem,
  useApi,
  useText,
  useWrite,
  Hidden,
} from '#web/kit/index.ts';
import { CheckList, Part, refresh, TreeSelect, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { useCaseTypes } from '../cases/use-types.ts';
import { ActiveMark } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const TryCharge = lazy(() => import('./charge-try.tsx'));

const rowsOf = ({ items }: { items: ChargeRule[] }) => items;
const lines = (text: string): string[] =>
  text
    .split(/[\n;,]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Which back office is in charge of what: ordered rules, with what is doubtful in them, and a try on an example. */
export default function Charge() {
  const t = useText('admin');
  const own = useText('charge');
  const rules = useApi(listChargeRules, undefined, { select: rowsOf });
  const writes = useMay('admin.routing');
  const [trying, setTrying] = useState(false);
  const order = useWrite(orderChargeRules, {
    onSuccess: () => refresh(listChargeRules),
    onError: toastProblem,
  });
  const first = useApi(getFirstContact);
  const saveDays = useWrite(setFirstContact, {
    onSuccess: () => refresh(getFirstContact),
    onError: toastProblem,
  });
  const rows = rules.data ?? [];
  const move = (id: string, by: -1 | 1) => {
    const ids = rows.map((one) => one.id);
    const at = ids.indexOf(id);
    ids.splice(at, 1);
    ids.splice(at + by, 0, id);
    order.mutate({ body: { ids } });
  };
  const asks = useAsks();
  return (
    <RecordSection<ChargeRule>
      id="charge"
      lead={own('admin.lead')}
      newLabel={own('admin.new')}
      writes={writes}
      query={rules}
      empty={own('admin.empty')}
      wide
      tools={
        <>
          <Button icon={<IconFlask size={15} aria-hidden />} onClick={() => setTrying(true)}>
            {own('admin.try')}
          </Button>
          <span className="grow" />
          {first.data !== undefined && (
            <SelectField
              label={own('first.days')}
              title={own('first.daysHelp')}
              value={String(first.data.days)}
              disabled={!writes || saveDays.isPending}
              onChange={(event) => saveDays.mutate({ body: { days: Number(event.target.value) } })}
              options={[...new Set([first.data.days, 7, 10, 14, 30])]
                .toSorted((one, other) => one - other)
                .map((days) => ({ value: String(days), label: String(days) }))}
            />
          )}
        </>
      }
      columns={[
        {
          id: 'place',
          head: own('admin.place'),
          cell: (one) => (
            <span className="num t3">
              {rows.indexOf(one) + 1}
              <Hidden>. {one.name}</Hidden>
            </span>
          ),
        },
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'asks',
          head: own('admin.asks'),
          minor: true,
          cell: (one) => <span className="subject-cell t2">{asks(one)}</span>,
        },
        { id: 'queue', head: own('admin.queue'), cell: (one) => one.queueName },
        {
          id: 'warnings',
          head: t('state'),
          cell: (one) =>
            one.warnings.length === 0 ? (
              <ActiveMark active={one.active} />
            ) : (
              <Chip tone="warn">{own(`warning.short.${one.warnings[0]!.code}`)}</Chip>
            ),
        },
        ...(writes
          ? [
              {
                id: 'order',
                head: own('admin.order'),
                end: true,
                cell: (one: ChargeRule) => (
                  <span className="row end">
                    {([-1, 1] as const).map((by) => {
                      const at = rows.indexOf(one) + by;
                      return (
                        <IconButton
                          key={by}
                          label={own(by < 0 ? 'admin.up' : 'admin.down', { name: one.name })}
                          disabled={order.isPending || at < 0 || at >= rows.length}
                          onClick={(event) => {
                            event.stopPropagation();
                            move(one.id, by);
                          }}
                        >
                          {by < 0 ? (
                            <IconArrowUp size={15} aria-hidden />
                          ) : (
                            <IconArrowDown size={15} aria-hidden />
                          )}
                        </IconButton>
                      );
                    })}
                  </span>
                ),
              },
            ]
          : []),
      ]}
      editor={(opened) => <RuleEditor opened={opened} />}
    >
      {trying && (
        <Suspense>
          <TryCharge onClose={() => setTrying(false)} />
        </Suspense>
      )}
    </RecordSection>
  );
}

/** A rule's conditions in one line. */
function useAsks(): (rule: ChargeRule) => string {
  const own = useText('charge');
  const nodes = useApi(listClassification).data?.items ?? [];
  const services = useApi(listServices).data?.items ?? [];
  const suppliers = useApi(listSuppliers).data?.items ?? [];
  const types = useCaseTypes();
  return (rule) => {
    const parts = [
      rule.classifications.map((id) =>
        nameIn(nodes.find((one) => one.id === id)?.name ?? { it: '—', en: '—' }),
      ),
      rule.places,
      rule.services.map((id) => services.find((one) => one.id === id)?.name ?? '—'),
      rule.types.map((code) => types.options.find(({ value }) => value === code)?.label ?? code),
      rule.suppliers.map((id) => suppliers.find((one) => one.id === id)?.name ?? '—'),
    ].filter((list) => list.length > 0);
    return parts.length === 0 ? own('admin.everything') : parts.map((list) => list.join(', ')).join(' · ');
  };
}

function RuleEditor({ opened }: { opened: Opened<ChargeRule> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const own = useText('charge');
  const queues = useApi(listQueues);
  const services = useApi(listServices);
  const suppliers = useApi(listSuppliers);
  const tree = useApi(listClassification);
  const types = useCaseTypes();
  const [removing, setRemoving] = useState(false);
  const editor = useEditor({
    name: row?.name ?? '',
    classifications: row?.classifications ?? [],
    places: (row?.places ?? []).join('\n'),
    services: row?.services ?? [],
    types: row?.types ?? [],
    suppliers: row?.suppliers ?? [],
    queue: row?.queue ?? '',
    active: row?.active ?? true,
  });
  const remove = useWrite(deleteChargeRule, {
    onSuccess: async () => {
      await refresh(listChargeRules);
      opened.onClose();
    },
    onError: toastProblem,
  });
  const nodes = tree.data?.items ?? [];
  const labelOf = (id: string) => nameIn(nodes.find((one) => one.id === id)?.name ?? { it: '—', en: '—' });
  const chosen = editor.values.classifications;
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createChargeRule}
      update={updateChargeRule}
      refreshes={[listChargeRules]}
      body={(values) => ({ ...values, places: lines(values.places) })}
      actions={
        row !== null && writes ? (
          <IconButton label={own('admin.remove')} onClick={() => setRemoving(true)}>
            <IconTrash size={16} aria-hidden />
          </IconButton>
        ) : null
      }
    >
      {(row?.warnings ?? []).map(({ code, of }) => (
        <p key={code + of} className="notice warn">
          {own(`warning.${code}`, { of: code === 'gone' ? own(`about.${of}`) : of })}
        </p>
      ))}
      <TextField label={t('name')} {...editor.text('name')} />
      <Part title={own('admin.when')} help={own('admin.whenHelp')}>
        <TreeSelect
          label={own('about.classification')}
          none={own(chosen.length === 0 ? 'admin.any' : 'admin.another')}
          optional
          anyLevel
          nodes={nodes
            .filter(({ id }) => !chosen.includes(id))
            .map(({ id, parentId, name, active }) => ({ id, parentId, active, label: nameIn(name) }))}
          value={null}
          error={editor.error('classifications')}
          onChange={(id) => id !== null && editor.set('classifications', [...chosen, id])}
        />
        {chosen.length > 0 && (
          <CheckList
            legend={own('admin.chosen')}
            columns={1}
            options={chosen.map((id) => ({ value: id, label: labelOf(id) }))}
            value={chosen}
            onChange={(value) => editor.set('classifications', value)}
          />
        )}
        <AreaField
          label={own('about.place')}
          help={own('admin.placesHelp')}
          rows={3}
          optional
          {...editor.text('places')}
        />
        <CheckList
          legend={own('about.service')}
          options={(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={editor.values.services}
          onChange={(value) => editor.set('services', value)}
          error={editor.error('services')}
        />
        <CheckList
          legend={own('about.type')}
          options={types.options}
          value={editor.values.types}
          onChange={(value) => editor.set('types', value)}
          error={editor.error('types')}
        />
        {(suppliers.data?.items ?? []).length > 0 && (
          <CheckList
            legend={own('about.supplier')}
            options={(suppliers.data?.items ?? [])
              .filter(({ id, active }) => active || editor.values.suppliers.includes(id))
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={editor.values.suppliers}
            onChange={(value) => editor.set('suppliers', value)}
            error={editor.error('suppliers')}
          />
        )}
      </Part>
      <Part title={own('admin.then')}>
        <SelectField
          label={own('admin.queue')}
          {...editor.text('queue')}
          options={[
            { value: '', label: own('admin.chooseQueue') },
            ...(queues.data?.items ?? [])
              .filter(({ id, active }) => active || id === row?.queue)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Part>
      <CheckField label={t('active')} {...editor.check('active')} />
      {removing && (
        <Confirm
          title={own('admin.removeTitle', { name: row?.name ?? '' })}
          confirm={own('admin.remove')}
          danger
          onConfirm={() => {
            editor.reset();
            setRemoving(false);
            remove.mutate({ params: { id: row!.id } });
          }}
          onClose={() => setRemoving(false)}
        >
          {own('admin.removeText')}
        </Confirm>
      )}
    </RecordEditor>
  );
}
