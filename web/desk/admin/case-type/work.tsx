import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Button, IconButton, useText } from '#web/kit/index.ts';
import { keyFor, type ApprovalPart, type DocumentPart, type TaskPart } from './document.rules.ts';
import { Choose, Flag, partName, Several, useEdit, usePartChoices, useRoleChoices, Words } from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField, useNaming } from './items.tsx';
import { approvalFor, takenKeys } from './references.rules.ts';

// What is done and collected along the way: tasks with checklists, approvals, documents.

/** Changes one of a list of the document. */
function usePut<T extends object>(part: 'tasks' | 'approvals' | 'documents', index: number) {
  const { document, change } = useEdit();
  return (given: Partial<T>, about?: string) =>
    change(
      {
        ...document,
        [part]: (document[part] ?? []).map((one, at) => (at === index ? { ...one, ...given } : one)),
      },
      about === undefined ? null : `${part}[${index}].${about}`,
    );
}

export function Tasks({ open, onOpen }: SectionProps) {
  const { document, change } = useEdit();
  const tasks = document.tasks ?? [];
  const states = new Map(document.states.map((one) => [one.key, partName(one.name, one.key)]));
  return (
    <Items
      part="tasks"
      open={open}
      onOpen={onOpen}
      items={tasks.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note: states.get(one.inState) ?? one.inState,
      }))}
      onAdd={() => {
        const task: TaskPart = {
          key: keyFor('', takenKeys(document, 'tasks'), 'task'),
          name: { it: '', en: '' },
          inState: (document.states[1] ?? document.states[0])?.key ?? '',
        };
        change({ ...document, tasks: [...tasks, task] });
        onOpen(tasks.length);
      }}
    >
      {(index) => <TaskForm index={index} />}
    </Items>
  );
}

function TaskForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, readOnly } = useEdit();
  const naming = useNaming('tasks', index);
  const states = usePartChoices('states');
  const put = usePut<TaskPart>('tasks', index);
  const task = document.tasks![index]!;
  const place = `tasks[${index}]`;
  const lines = task.checklist ?? [];
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={task.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(task.name)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.inState`}
          label={t('form.inState')}
          value={task.inState}
          options={states}
          onChange={(inState) => put({ inState })}
        />
        <KeyField part="tasks" index={index} />
      </div>
      <Flag
        place={`${place}.required`}
        label={t('form.taskRequired')}
        value={task.required}
        onChange={(required) => put({ required })}
      />
      <div role="group" aria-label={t('form.checklist')} className="type-options">
        <span className="field-label">{t('form.checklist')}</span>
        {lines.length === 0 && <p className="help">{t('form.checklistNone')}</p>}
        {lines.map((line, at) => (
          <div key={at} className="type-option">
            <Words
              place={`${place}.checklist[${at}]`}
              label={t('form.check', { number: at + 1 })}
              value={line}
              onChange={(words) =>
                put({ checklist: lines.map((one, n) => (n === at ? words : one)) }, `checklist[${at}]`)
              }
            />
            {!readOnly && (
              <span className="type-option-tools">
                <IconButton
                  label={t('form.remove', { name: partName(line, t('form.check', { number: at + 1 })) })}
                  onClick={() => put({ checklist: lines.filter((_, n) => n !== at) })}
                >
                  <IconTrash size={14} aria-hidden />
                </IconButton>
              </span>
            )}
          </div>
        ))}
        {!readOnly && (
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => put({ checklist: [...lines, { it: '', en: '' }] })}
          >
            {t('form.addCheck')}
          </Button>
        )}
      </div>
    </>
  );
}

export function Approvals({ open, onOpen }: SectionProps) {
  const { document, change } = useEdit();
  const approvals = document.approvals ?? [];
  const ways = new Map(document.transitions.map((one) => [one.key, partName(one.name, one.key)]));
  return (
    <Items
      part="approvals"
      open={open}
      onOpen={onOpen}
      items={approvals.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note: ways.get(one.transition) ?? one.transition,
      }))}
      onAdd={() => {
        const free = document.transitions.find(({ needs }) => needs?.approval === undefined);
        const approval: ApprovalPart = {
          key: keyFor('', takenKeys(document, 'approvals'), 'approval'),
          name: { it: '', en: '' },
          by: ['supervisor'],
          transition: free?.key ?? '',
        };
        const added = { ...document, approvals: [...approvals, approval] };
        change(free === undefined ? added : approvalFor(added, approval.key, free.key));
        onOpen(approvals.length);
      }}
    >
      {(index) => <ApprovalForm index={index} />}
    </Items>
  );
}

function ApprovalForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const naming = useNaming('approvals', index);
  const transitions = usePartChoices('transitions');
  const roles = useRoleChoices();
  const put = usePut<ApprovalPart>('approvals', index);
  const approval = document.approvals![index]!;
  const place = `approvals[${index}]`;
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={approval.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(approval.name)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.transition`}
          label={t('form.approvalFor')}
          help={t('form.approvalForHelp')}
          value={approval.transition}
          options={transitions}
          onChange={(transition) => change(approvalFor(document, approval.key, transition))}
        />
        <KeyField part="approvals" index={index} />
      </div>
      <Several
        place={`${place}.by`}
        label={t('form.approvalBy')}
        help={t('form.approvalByHelp')}
        value={approval.by}
        options={roles}
        onChange={(by) => put({ by })}
      />
    </>
  );
}

export function Documents({ open, onOpen }: SectionProps) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const documents = document.documents ?? [];
  return (
    <Items
      part="documents"
      open={open}
      onOpen={onOpen}
      items={documents.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        ...(one.required === true ? { note: t('required') } : {}),
      }))}
      onAdd={() => {
        const paper: DocumentPart = {
          key: keyFor('', takenKeys(document, 'documents'), 'document'),
          name: { it: '', en: '' },
        };
        change({ ...document, documents: [...documents, paper] });
        onOpen(documents.length);
      }}
    >
      {(index) => <DocumentForm index={index} />}
    </Items>
  );
}

function DocumentForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document } = useEdit();
  const naming = useNaming('documents', index);
  const states = usePartChoices('states');
  const put = usePut<DocumentPart>('documents', index);
  const paper = document.documents![index]!;
  const place = `documents[${index}]`;
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={paper.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(paper.name)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.inState`}
          label={t('form.documentIn')}
          none={t('form.fromOpening')}
          value={paper.inState}
          options={states}
          onChange={(inState) => put({ inState: inState === '' ? undefined : inState })}
        />
        <KeyField part="documents" index={index} />
      </div>
      <Flag
        place={`${place}.required`}
        label={t('form.documentRequired')}
        value={paper.required}
        onChange={(required) => put({ required })}
      />
    </>
  );
}
