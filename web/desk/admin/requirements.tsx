import { IconPlus, IconTrash } from '@tabler/icons-react';
import { listSkills } from '#contract/routing.ts';
import { Button, IconButton, nameIn, useApi, useText } from '#web/kit/index.ts';

interface Requirement {
  skill: string;
  level: number;
}

/** Skills with levels from 1 to 5: what a queue asks for, or what an agent has. */
export function Requirements({
  label,
  value,
  readOnly,
  error,
  onChange,
}: {
  label: string;
  value: Requirement[];
  readOnly: boolean;
  error?: string | undefined;
  onChange: (value: Requirement[]) => void;
}) {
  const t = useText('admin');
  const skills = useApi(listSkills);
  const all = skills.data?.items ?? [];
  const free = all.filter(({ id, active }) => active && !value.some(({ skill }) => skill === id));
  const change = (at: number, part: Partial<Requirement>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="rows-editor bare">
      <legend className="field-label">{label}</legend>
      {value.length === 0 && <p className="t3">{t('skills.none')}</p>}
      {value.map((one, at) => (
        <div key={one.skill} className="line">
          <select
            className="input"
            aria-label={`${t('skills.one')} ${at + 1}`}
            value={one.skill}
            onChange={(event) => change(at, { skill: event.target.value })}
          >
            {all
              .filter(({ id }) => id === one.skill || free.some((other) => other.id === id))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {nameIn(name)}
                </option>
              ))}
          </select>
          <select
            className="input short"
            aria-label={`${t('skills.level')} ${at + 1}`}
            value={one.level}
            onChange={(event) => change(at, { level: Number(event.target.value) })}
          >
            {[1, 2, 3, 4, 5].map((level) => (
              <option key={level} value={level}>
                {t('skills.levelOf', { level })}
              </option>
            ))}
          </select>
          {!readOnly && (
            <IconButton
              label={t('skills.remove', { number: at + 1 })}
              onClick={() => onChange(value.filter((_other, index) => index !== at))}
            >
              <IconTrash size={15} aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {error !== undefined && <p className="error">{error}</p>}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={free.length === 0}
            onClick={() => onChange([...value, { skill: free[0]?.id ?? '', level: 3 }])}
          >
            {t('skills.add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
