import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Need } from '#contract/routing-plans.ts';
import { Button, IconButton, useText } from '#web/kit/index.ts';
import { alternativesOf, needOf, type Alternatives, type Leaf } from './need.rules.ts';
import type { RoutingNames } from './routing-names.ts';

type Kind = 'skill' | 'team' | 'agent';
const kinds: Kind[] = ['skill', 'team', 'agent'];
const kindOf = (leaf: Leaf): Kind => ('skill' in leaf ? 'skill' : 'team' in leaf ? 'team' : 'agent');

/** Who may take a contact: alternatives ("or") of conditions that hold together ("and"). */
export function NeedEditor({
  value,
  names,
  readOnly,
  error,
  onChange,
}: {
  value: Need;
  names: RoutingNames;
  readOnly: boolean;
  /** What the server said of it, wherever inside. */
  error: string | undefined;
  onChange: (value: Need) => void;
}) {
  const t = useText('routing');
  const alternatives = alternativesOf(value);
  const put = (next: Alternatives) => {
    const need = needOf(next);
    if (need !== null) onChange(need);
  };
  const first = (kind: Kind): Leaf => {
    if (kind === 'skill') return { skill: names.skills[0]?.value ?? '', level: 3 };
    if (kind === 'team') return { team: names.teams[0]?.value ?? '' };
    return { agent: names.agents[0]?.value ?? '' };
  };
  const change = (group: number, at: number, leaf: Leaf | null) =>
    put(
      alternatives.map((leaves, index) =>
        index === group
          ? leaves.flatMap((one, place) => (place === at ? (leaf === null ? [] : [leaf]) : [one]))
          : leaves,
      ),
    );
  const total = alternatives.flat().length;
  const before = (group: number) => alternatives.slice(0, group).flat().length;
  return (
    <fieldset className="need-editor bare">
      <legend className="sr">{t('need.legend')}</legend>
      {alternatives.map((leaves, group) => (
        <div key={group} className="need-group">
          {group > 0 && <p className="need-or">{t('need.or')}</p>}
          {leaves.map((leaf, at) => {
            const number = before(group) + at + 1;
            return (
              <div key={at} className="line">
                {leaves.length > 1 && (
                  <span className="need-and" aria-hidden={at === 0}>
                    {at > 0 ? t('need.and') : ''}
                  </span>
                )}
                <LeafFields
                  leaf={leaf}
                  number={number}
                  names={names}
                  invalid={error !== undefined}
                  first={first}
                  onChange={(next) => change(group, at, next)}
                />
                {!readOnly && (
                  <IconButton
                    label={t('need.remove', { number })}
                    disabled={total === 1}
                    onClick={() => change(group, at, null)}
                  >
                    <IconTrash size={15} aria-hidden />
                  </IconButton>
                )}
              </div>
            );
          })}
          {!readOnly && (
            <Button
              small
              look="ghost"
              icon={<IconPlus size={14} aria-hidden />}
              disabled={leaves.length >= 12}
              onClick={() =>
                put(alternatives.map((one, index) => (index === group ? [...one, first('skill')] : one)))
              }
            >
              {t('need.addAnd')}
            </Button>
          )}
        </div>
      ))}
      {error !== undefined && <p className="error">{error}</p>}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={alternatives.length >= 12}
            onClick={() => put([...alternatives, [first('skill')]])}
          >
            {t('need.addOr')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function LeafFields({
  leaf,
  number,
  names,
  invalid,
  first,
  onChange,
}: {
  leaf: Leaf;
  number: number;
  names: RoutingNames;
  invalid: boolean;
  first: (kind: Kind) => Leaf;
  onChange: (leaf: Leaf) => void;
}) {
  const t = useText('routing');
  const kind = kindOf(leaf);
  const chosen = 'skill' in leaf ? leaf.skill : 'team' in leaf ? leaf.team : leaf.agent;
  const choices = kind === 'skill' ? names.skills : kind === 'team' ? names.teams : names.agents;
  const pick = (id: string): Leaf =>
    'skill' in leaf ? { ...leaf, skill: id } : kind === 'team' ? { team: id } : { agent: id };
  return (
    <>
      <select
        className="input kind"
        aria-label={t('need.kind', { number })}
        value={kind}
        onChange={(event) => onChange(first(event.target.value as Kind))}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {t(`need.${one}`)}
          </option>
        ))}
      </select>
      <select
        className="input grow"
        aria-label={t('need.which', { number })}
        aria-invalid={invalid || undefined}
        value={chosen}
        onChange={(event) => onChange(pick(event.target.value))}
      >
        {!choices.some(({ value }) => value === chosen) && <option value={chosen}>{t('need.gone')}</option>}
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {'skill' in leaf && (
        <select
          className="input level"
          aria-label={t('need.level', { number })}
          value={leaf.level}
          onChange={(event) => onChange({ ...leaf, level: Number(event.target.value) })}
        >
          {[1, 2, 3, 4, 5].map((level) => (
            <option key={level} value={level}>
              {t('need.atLeast', { level })}
            </option>
          ))}
        </select>
      )}
    </>
  );
}
