import { IconCheck, IconPencil, IconRubberStamp } from '@tabler/icons-react';
import { useState } from 'react';
import type { FieldValues } from '#contract/case-types.ts';
import { askApproval, decideApproval, getCaseWork, putCaseTask, type CaseWork } from '#contract/case-work.ts';
import { listCaseEntries, type CaseView } from '#contract/cases.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  Facts,
  FormMessage,
  formats,
  invalidate,
  nameIn,
  toastProblem,
  useForm,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import type { Change } from './change.ts';
import { Documents } from './documents.tsx';
import { valueWords } from './field-words.ts';
import { askedOf, TypeFields } from './type-fields.tsx';

/** What the type of a case asks for: its fields, tasks, approvals and documents. */
export default function WorkPanel({
  one,
  work,
  writes,
  change,
}: {
  one: CaseView;
  work: CaseWork;
  writes: boolean;
  change: (body: Change) => Promise<void>;
}) {
  const open = writes && one.status !== 'closed';
  return (
    <>
      {work.fields.length > 0 && <Fields one={one} work={work} writes={writes} change={change} />}
      {work.tasks.length > 0 && <Tasks id={one.id} tasks={work.tasks} writes={open} />}
      {work.approvals.length > 0 && <Approvals id={one.id} approvals={work.approvals} />}
      {work.documents.length > 0 && <Documents id={one.id} documents={work.documents} writes={open} />}
    </>
  );
}

/** Everything that hangs on what was just done to the work of a case. */
const workChanged = (id: string) => {
  invalidate(getCaseWork, { params: { id } });
  invalidate(listCaseEntries, { params: { id } });
};

function Fields({
  one,
  work,
  writes,
  change,
}: {
  one: CaseView;
  work: CaseWork;
  writes: boolean;
  change: (body: Change) => Promise<void>;
}) {
  const t = useText('cases');
  const [editing, setEditing] = useState(false);
  const asked = askedOf(work, work.fields, one.fields);
  return (
    <section className="side-part" aria-labelledby="case-fields">
      <div className="row">
        <h3 id="case-fields">{nameIn(one.typeName)}</h3>
        <span className="grow" />
        {writes && work.fields.some(({ editable }) => editable) && (
          <Button
            small
            look="ghost"
            icon={<IconPencil size={14} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('fields.edit')}
          </Button>
        )}
      </div>
      <Facts
        facts={asked.map((field) => [
          nameIn(field.label),
          field.needed && (one.fields[field.key] ?? null) === null ? (
            <span key={field.key} className="warn-text">
              {t('fields.needed')}
            </span>
          ) : (
            valueWords(field, one.fields[field.key] ?? null, t)
          ),
        ])}
      />
      {editing && <EditFields one={one} work={work} change={change} onClose={() => setEditing(false)} />}
    </section>
  );
}

function EditFields({
  one,
  work,
  change,
  onClose,
}: {
  one: CaseView;
  work: CaseWork;
  change: (body: Change) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('cases');
  const [values, setValues] = useState<FieldValues>(one.fields);
  const form = useForm({});
  const shown = askedOf(work, work.fields, values).filter(({ editable }) => editable);
  const submit = form.submit(async () => {
    try {
      await change({
        fields: Object.fromEntries(shown.map(({ key }) => [key, values[key] ?? null])),
      });
      onClose();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409) onClose();
      else throw error;
    }
  });
  return (
    <Dialog title={nameIn(one.typeName)} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TypeFields
          fields={shown.map((field) => ({ field, needed: field.needed }))}
          values={values}
          errorAt={form.error}
          onChange={(key, value) => setValues((old) => ({ ...old, [key]: value }))}
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

function Tasks({ id, tasks, writes }: { id: string; tasks: CaseWork['tasks']; writes: boolean }) {
  const t = useText('cases');
  const put = useWrite(putCaseTask, { onSuccess: () => workChanged(id), onError: toastProblem });
  const tick = (task: CaseWork['tasks'][number], line: number, done: boolean) => {
    const ticks = task.checklist.flatMap((one, place) => ((place === line ? done : one.done) ? [place] : []));
    put.mutate({
      params: { id, key: task.key },
      body: { ticks, done: ticks.length === task.checklist.length },
    });
  };
  return (
    <section className="side-part" aria-labelledby="case-tasks">
      <h3 id="case-tasks">{t('tasks.title')}</h3>
      <ul className="tasks">
        {tasks.map((task) => (
          <li key={task.key}>
            {task.checklist.length === 0 ? (
              <label className="check-line">
                <input
                  type="checkbox"
                  checked={task.doneAt !== null}
                  disabled={!writes || put.isPending}
                  onChange={(event) =>
                    put.mutate({
                      params: { id, key: task.key },
                      body: { ticks: [], done: event.target.checked },
                    })
                  }
                />
                <b>{nameIn(task.name)}</b>
              </label>
            ) : (
              <fieldset className="check-list">
                <legend>
                  <b>{nameIn(task.name)}</b>
                </legend>
                {task.checklist.map((line, place) => (
                  <label key={line.name.it} className="check-line">
                    <input
                      type="checkbox"
                      checked={line.done}
                      disabled={!writes || put.isPending}
                      onChange={(event) => tick(task, place, event.target.checked)}
                    />
                    <span>{nameIn(line.name)}</span>
                  </label>
                ))}
              </fieldset>
            )}
            <p className="s12 t3">
              {task.doneAt === null
                ? t(task.required ? 'tasks.required' : 'tasks.open')
                : t('tasks.done', { name: task.doneBy ?? '', at: formats.brief(task.doneAt) })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const approvalTone = { asked: 'warn', approved: 'ok', refused: 'crit' } as const;

function Approvals({ id, approvals }: { id: string; approvals: CaseWork['approvals'] }) {
  const t = useText('cases');
  const [acting, setActing] = useState<{ approval: string; name: string; how: 'ask' | 'refuse' } | null>(
    null,
  );
  const decide = useWrite(decideApproval, { onSuccess: () => workChanged(id), onError: toastProblem });
  return (
    <section className="side-part" aria-labelledby="case-approvals">
      <h3 id="case-approvals">{t('approval.title')}</h3>
      <ul className="tasks">
        {approvals.map((one) => (
          <li key={one.key}>
            <div className="row">
              <b className="grow">{nameIn(one.name)}</b>
              {one.state !== null && (
                <Chip tone={approvalTone[one.state]}>{t(`approval.state.${one.state}`)}</Chip>
              )}
            </div>
            {one.state !== null && (
              <p className="s12 t3">
                {one.decidedBy === null
                  ? t('approval.askedBy', { name: one.askedBy ?? '', at: formats.brief(one.askedAt ?? '') })
                  : t('approval.decidedBy', { name: one.decidedBy, at: formats.brief(one.decidedAt ?? '') })}
              </p>
            )}
            {one.note !== '' && one.state === 'asked' && <p className="case-words">{one.note}</p>}
            {one.reason !== '' && <p className="case-words">{one.reason}</p>}
            <div className="row">
              {one.mayAsk && (
                <Button
                  small
                  icon={<IconRubberStamp size={14} aria-hidden />}
                  onClick={() => setActing({ approval: one.key, name: nameIn(one.name), how: 'ask' })}
                >
                  {t('approval.ask')}
                </Button>
              )}
              {one.mayDecide && (
                <>
                  <Button
                    small
                    look="solid"
                    busy={decide.isPending}
                    icon={<IconCheck size={14} aria-hidden />}
                    onClick={() => decide.mutate({ params: { id, key: one.key }, body: { approve: true } })}
                  >
                    {t('approval.approve')}
                  </Button>
                  <Button
                    small
                    onClick={() => setActing({ approval: one.key, name: nameIn(one.name), how: 'refuse' })}
                  >
                    {t('approval.refuse')}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {acting !== null && <ApprovalDialog id={id} {...acting} onClose={() => setActing(null)} />}
    </section>
  );
}

/** Asks for an approval with a note, or refuses it with the reason. */
function ApprovalDialog({
  id,
  approval,
  name,
  how,
  onClose,
}: {
  id: string;
  approval: string;
  name: string;
  how: 'ask' | 'refuse';
  onClose: () => void;
}) {
  const t = useText('cases');
  const form = useForm({ note: '', reason: '' });
  const submit = form.submit(async ({ note, reason }) => {
    if (how === 'ask') await callPatiently(askApproval, { params: { id }, body: { approval, note } });
    else
      await callPatiently(decideApproval, {
        params: { id, key: approval },
        body: { approve: false, reason },
      });
    workChanged(id);
    onClose();
  });
  return (
    <Dialog title={name} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {how === 'ask' ? (
          <AreaField label={t('approval.note')} optional rows={3} {...form.text('note')} data-autofocus />
        ) : (
          <AreaField label={t('why')} rows={3} {...form.text('reason')} data-autofocus />
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t(`approval.${how}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
