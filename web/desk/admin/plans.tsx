import {
  checkRouting,
  createPlan,
  listPlans,
  listPlanVersions,
  updatePlan,
  type Plan,
  type PlanStep,
} from '#contract/routing-plans.ts';
import { listQueues } from '#contract/routing.ts';
import { Button, CheckField, formats, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { ActiveMark } from './common.tsx';
import { PlanSteps } from './plan-steps.tsx';
import { planWords } from './plan-words.ts';
import { useRoutingNames } from './routing-names.ts';
import { RoutingWarnings } from './routing-warnings.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

const rowsOf = ({ items }: { items: Plan[] }) => items;

/** Routing plans: the list, and one beside it. */
export default function Plans() {
  const t = useText('routing');
  const admin = useText('admin');
  const plans = useApi(listPlans, undefined, { select: rowsOf });
  const queues = useApi(listQueues).data?.items ?? [];
  const writes = useMay('admin.routing');
  const users = (id: string) => queues.filter((one) => one.planId === id).map((one) => one.name);
  return (
    <RecordSection<Plan>
      id="plans"
      newLabel={t('plan.new')}
      writes={writes}
      query={plans}
      empty={t('plan.empty')}
      wide
      columns={[
        { id: 'name', head: admin('name'), cell: (one) => one.name },
        { id: 'steps', head: t('plan.steps'), end: true, cell: (one) => one.steps.length },
        {
          id: 'queues',
          head: t('plan.usedBy'),
          cell: (one) => users(one.id).join(', ') || <span className="t3">{admin('none')}</span>,
        },
        { id: 'active', head: admin('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <PlanEditor opened={opened} />}
    />
  );
}

const firstStep: PlanStep = {
  need: null,
  keepRequires: true,
  queues: [],
  pool: 'members',
  seconds: 60,
  skipIfNobody: true,
};

function PlanEditor({ opened }: { opened: Opened<Plan> }) {
  const { row, writes } = opened;
  const t = useText('routing');
  const admin = useText('admin');
  const names = useRoutingNames();
  const [taken, setTaken] = useState<number | null>(null);
  const editor = useEditor({
    name: row?.name ?? '',
    steps: row?.steps ?? [firstStep],
    active: row?.active ?? true,
  });
  const { values, set } = editor;
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      lead={row === null ? undefined : t('plan.version', { version: row.version })}
      editor={editor}
      create={createPlan}
      update={updatePlan}
      refreshes={[listPlans, listPlanVersions, checkRouting]}
      body={(all) => all}
    >
      {row !== null && <RoutingWarnings what="routing-plan" id={row.id} names={names} />}
      <output className="sr">{taken === null ? '' : t('plan.restored', { version: taken })}</output>
      <TextField label={admin('name')} {...editor.text('name')} />
      <Part title={t('plan.steps')} help={t('plan.stepsHelp')}>
        <PlanSteps
          steps={values.steps}
          names={names}
          readOnly={!writes}
          error={editor.error}
          wrong={editor.wrong}
          onChange={(steps) => set('steps', steps)}
        />
      </Part>
      <CheckField label={admin('active')} {...editor.check('active')} />
      {editor.error('active') !== undefined && <p className="error">{editor.error('active')}</p>}
      {row !== null && row.version > 1 && (
        <Versions
          plan={row}
          names={names}
          onTake={
            writes
              ? (steps, version) => {
                  set('steps', steps);
                  setTaken(version);
                }
              : null
          }
        />
      )}
    </RecordEditor>
  );
}

function Versions({
  plan,
  names,
  onTake,
}: {
  plan: Plan;
  names: ReturnType<typeof useRoutingNames>;
  onTake: ((steps: PlanStep[], version: number) => void) | null;
}) {
  const t = useText('routing');
  const [open, setOpen] = useState(false);
  const versions = useApi(listPlanVersions, { params: { id: plan.id } }, { enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('plan.versions')}</summary>
      <ol className="plan-versions">
        {(versions.data?.items ?? [])
          .filter((one) => one.version !== plan.version)
          .map((one) => (
            <li key={one.version}>
              <header>
                <strong>{t('plan.version', { version: one.version })}</strong>
                <span className="t3 s12 grow">
                  {formats.dateTime(one.changedAt)} · {one.changedBy}
                </span>
                {onTake !== null && (
                  <Button small onClick={() => onTake(one.steps, one.version)}>
                    {t('plan.restore')}
                  </Button>
                )}
              </header>
              {planWords(one.steps, names, t).map((line, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- lines of a text
                <p key={at} className="t2">
                  {line}
                </p>
              ))}
            </li>
          ))}
      </ol>
    </details>
  );
}
