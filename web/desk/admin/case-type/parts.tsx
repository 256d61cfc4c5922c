import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { nameIn, Panel, useText } from '#web/kit/index.ts';

/** What a type asks for and has done, in words. */
export function CaseTypeParts({ definition }: { definition: CaseTypeDefinition }) {
  const t = useText('case-types');
  const stateName = (key: string) => {
    const state = definition.states.find((one) => one.key === key);
    return state === undefined ? key : nameIn(state.name);
  };
  const parts: [string, { key: string; name: string; more: (string | false | undefined)[] }[]][] = [
    [
      'fields',
      (definition.fields ?? []).map((one) => ({
        key: one.key,
        name: nameIn(one.label),
        more: [
          t(`kinds.${one.kind}`),
          one.required && t('required'),
          one.requiredIn !== undefined &&
            t('requiredIn', { states: one.requiredIn.map(stateName).join(', ') }),
          one.visibleTo !== undefined && t('visibleTo', { roles: one.visibleTo.join(', ') }),
          one.showIf !== undefined && t('sometimes'),
        ],
      })),
    ],
    [
      'transitions',
      definition.transitions.map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        more: [
          `${one.from.map(stateName).join(', ')} → ${stateName(one.to)}`,
          one.by !== undefined && t('by', { roles: one.by.join(', ') }),
          one.notice != null && t('told'),
        ],
      })),
    ],
    [
      'tasks',
      (definition.tasks ?? []).map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        more: [stateName(one.inState), one.required && t('required')],
      })),
    ],
    [
      'documents',
      (definition.documents ?? []).map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        more: [one.required && t('required')],
      })),
    ],
    [
      'clocks',
      (definition.clocks ?? []).map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        more: [one.standard],
      })),
    ],
  ];
  return (
    <>
      {parts
        .filter(([, items]) => items.length > 0)
        .map(([part, items]) => (
          <Panel key={part} title={t(`parts.${part}`)}>
            <ul className="type-list">
              {items.map(({ key, name, more }) => (
                <li key={key}>
                  <b>{name}</b> <span className="t2">{more.filter(Boolean).join(' · ')}</span>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
    </>
  );
}
