import { useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { keyFor, type TransitionPart } from './document.rules.ts';
import {
  Choose,
  Flag,
  partName,
  Several,
  useEdit,
  useFieldChoices,
  usePartChoices,
  useRoleChoices,
  Words,
} from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField, useNaming } from './items.tsx';
import { approvalFor, keysOf, takenKeys } from './references.rules.ts';

/** The ways from state to state: who makes them, what they need, what is asked, what the customer is told. */
export default function Transitions({ open, onOpen }: SectionProps) {
  const { document, change } = useEdit();
  const states = new Map(document.states.map((one) => [one.key, partName(one.name, one.key)]));
  return (
    <Items
      part="transitions"
      open={open}
      onOpen={onOpen}
      items={document.transitions.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note: `${one.from.map((key) => states.get(key) ?? key).join(', ')} → ${states.get(one.to) ?? one.to}`,
      }))}
      onAdd={() => {
        const [first, second] = document.states;
        const transition: TransitionPart = {
          key: keyFor('', takenKeys(document, 'transitions'), 'transition'),
          from: first === undefined ? [] : [first.key],
          to: (second ?? first)?.key ?? '',
          name: { it: '', en: '' },
        };
        change({ ...document, transitions: [...document.transitions, transition] });
        onOpen(document.transitions.length);
      }}
    >
      {(index) => <TransitionForm index={index} />}
    </Items>
  );
}

function TransitionForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, change, goTo } = useEdit();
  const naming = useNaming('transitions', index);
  const states = usePartChoices('states');
  const one = document.transitions[index]!;
  const place = `transitions[${index}]`;
  const put = (part: Partial<TransitionPart>, about?: string) =>
    change(
      {
        ...document,
        transitions: document.transitions.map((other, at) => (at === index ? { ...other, ...part } : other)),
      },
      about === undefined ? null : `${place}.${about}`,
    );
  const notices = keysOf(document, 'notices');
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.transitionName')}
        value={one.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(one.name)}
      />
      <Several
        place={`${place}.from`}
        label={t('form.from')}
        value={one.from}
        options={states}
        empty={t('form.fromNone')}
        onChange={(from) => put({ from })}
      />
      <div className="form-row">
        <Choose
          place={`${place}.to`}
          label={t('form.to')}
          value={one.to}
          options={states}
          onChange={(to) => put({ to })}
        />
        <KeyField part="transitions" index={index} />
      </div>
      <Several
        place={`${place}.by`}
        label={t('form.by')}
        empty={t('form.byAll')}
        help={t('form.byHelp')}
        value={one.by}
        options={useRoleChoices()}
        onChange={(by) => put({ by: by.length === 0 ? undefined : by })}
      />
      <Part title={t('form.needs')}>
        <Needs index={index} put={put} />
      </Part>
      <Part title={t('form.asks')}>
        <Flag
          place={`${place}.resolution`}
          label={t('form.resolution')}
          value={one.resolution}
          onChange={(resolution) => put({ resolution })}
        />
        <Flag
          place={`${place}.reason`}
          label={t('form.reason')}
          value={one.reason}
          onChange={(reason) => put({ reason })}
        />
        <Flag
          place={`${place}.abandons`}
          label={t('form.abandons')}
          help={t('form.abandonsHelp')}
          value={one.abandons}
          onChange={(abandons) => put({ abandons })}
        />
      </Part>
      <Part title={t('form.tells')}>
        <Choose
          place={`${place}.notice`}
          label={t('form.notice')}
          none={t('form.noNotice')}
          value={one.notice}
          options={notices.map((key) => ({ value: key, label: key }))}
          onChange={(notice) => put({ notice: notice === '' ? null : notice })}
        />
        {one.notice != null && notices.includes(one.notice) && (
          <button type="button" className="link" onClick={() => goTo(`notices.${one.notice}`)}>
            {t('form.openNotice')}
          </button>
        )}
      </Part>
    </>
  );
}

/** What must be there before it may be made. */
function Needs({ index, put }: { index: number; put: (part: Partial<TransitionPart>) => void }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const fields = useFieldChoices();
  const tasks = usePartChoices('tasks');
  const documents = usePartChoices('documents');
  const approvals = usePartChoices('approvals');
  const one = document.transitions[index]!;
  const needs = one.needs ?? {};
  const place = `transitions[${index}].needs`;
  const set = (part: Partial<typeof needs>) => put({ needs: { ...needs, ...part } });
  return (
    <>
      {[
        { part: 'fields' as const, options: fields },
        { part: 'tasks' as const, options: tasks },
        { part: 'documents' as const, options: documents },
      ].map(({ part, options }) =>
        options.length === 0 && (needs[part] ?? []).length === 0 ? null : (
          <Several
            key={part}
            place={`${place}.${part}`}
            label={t(`form.needsOf.${part}`)}
            value={needs[part]}
            options={options}
            onChange={(chosen) => set({ [part]: chosen.length === 0 ? undefined : chosen })}
          />
        ),
      )}
      <Flag
        place={`${place}.subcases`}
        label={t('form.needsOf.subcases')}
        value={needs.subcases}
        onChange={(subcases) => set({ subcases: subcases ? true : undefined })}
      />
      <Choose
        place={`${place}.approval`}
        label={t('form.needsOf.approval')}
        help={approvals.length === 0 ? t('form.noApprovals') : t('form.approvalHelp')}
        none={t('form.noApproval')}
        value={needs.approval}
        options={approvals}
        onChange={(approval) =>
          approval === '' ? set({ approval: undefined }) : change(approvalFor(document, approval, one.key))
        }
      />
    </>
  );
}
