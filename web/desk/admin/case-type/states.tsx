import { caseStatuses } from '#contract/words.ts';
import { useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { keyFor, type StatePart } from './document.rules.ts';
import { Choose, partName, useEdit, Words } from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField, useNaming } from './items.tsx';
import { takenKeys } from './references.rules.ts';

/** Where a case of this type can stand; it begins in the first. */
export default function States({ open, onOpen }: SectionProps) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  return (
    <Items
      part="states"
      open={open}
      onOpen={onOpen}
      items={document.states.map((one, index) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note: [index === 0 && t('form.first'), t(`status.${one.status}`)]
          .filter((part) => part !== false)
          .join(' · '),
      }))}
      onAdd={() => {
        const state: StatePart = {
          key: keyFor('', takenKeys(document, 'states'), 'state'),
          name: { it: '', en: '' },
          status: 'in_progress',
        };
        change({ ...document, states: [...document.states, state] });
        onOpen(document.states.length);
      }}
    >
      {(index) => <StateForm index={index} />}
    </Items>
  );
}

function StateForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, change, goTo } = useEdit();
  const naming = useNaming('states', index);
  const state = document.states[index]!;
  const place = `states[${index}]`;
  const put = (part: Partial<StatePart>, about?: string) =>
    change(
      {
        ...document,
        states: document.states.map((one, at) => (at === index ? { ...one, ...part } : one)),
      },
      about === undefined ? null : `${place}.${about}`,
    );
  const ways = document.transitions.map((one, at) => ({ ...one, at }));
  const links = (list: typeof ways) =>
    list.length === 0 ? (
      <p className="t3">{t('form.nowhere')}</p>
    ) : (
      <ul className="type-links">
        {list.map((one) => (
          <li key={`${one.key} ${one.at}`}>
            <button type="button" className="link" onClick={() => goTo(`transitions[${one.at}]`)}>
              {partName(one.name, one.key)}
            </button>
          </li>
        ))}
      </ul>
    );
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={state.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(state.name)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.status`}
          label={t('form.status')}
          help={t('form.statusHelp')}
          value={state.status}
          options={caseStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
          onChange={(status) => put({ status: status as StatePart['status'] })}
        />
        <KeyField part="states" index={index} />
      </div>
      <Part title={t('form.waysIn')}>{links(ways.filter(({ to }) => to === state.key))}</Part>
      <Part title={t('form.waysOut')}>{links(ways.filter(({ from }) => from.includes(state.key)))}</Part>
    </>
  );
}
