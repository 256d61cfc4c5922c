import { IconPlus, IconTrash } from '@tabler/icons-react';
import { clockUnits } from '#contract/clocks.ts';
import { Button, IconButton, SelectField, useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { keyFor, type ClockPart } from './document.rules.ts';
import {
  Choose,
  Line,
  partName,
  Several,
  useEdit,
  usePartChoices,
  useRoleChoices,
  useWrong,
  Words,
} from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField, useNaming } from './items.tsx';
import { takenKeys } from './references.rules.ts';
import { amountsOf, useStandards, type Standard } from './standards.ts';

/** Time limits: by which standard or promise, from when to when, where they pause, who is warned. */
export default function Clocks({ open, onOpen }: SectionProps) {
  const { document, change } = useEdit();
  const t = useText('case-types');
  const words = useText('clocks');
  const standards = useStandards();
  const clocks = document.clocks ?? [];
  return (
    <Items
      part="clocks"
      open={open}
      onOpen={onOpen}
      items={clocks.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note:
          one.own == null
            ? noteOf(standards.get(one.standard ?? ''), one.standard)
            : t('form.ownNote', { span: words(`amount.${one.own.unit}`, { count: one.own.amount }) }),
      }))}
      onAdd={() => {
        const ends = new Set(
          document.states.filter(({ status }) => status === 'closed').map(({ key }) => key),
        );
        const closing = document.transitions.filter(({ to }) => ends.has(to)).map(({ key }) => key);
        const clock: ClockPart = {
          key: keyFor('', takenKeys(document, 'clocks'), 'clock'),
          name: { it: '', en: '' },
          own: { amount: 30, unit: 'calendar' },
          fulfil: closing,
        };
        change({ ...document, clocks: [...clocks, clock] });
        onOpen(clocks.length);
      }}
    >
      {(index) => <ClockForm index={index} standards={standards} />}
    </Items>
  );
}

const noteOf = (standard: Standard | undefined, code: string | undefined): string =>
  standard === undefined ? (code ?? '') : amountsOf(standard);

function ClockForm({ index, standards }: { index: number; standards: ReturnType<typeof useStandards> }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const wrong = useWrong();
  const naming = useNaming('clocks', index);
  const states = usePartChoices('states');
  const transitions = usePartChoices('transitions');
  const clock = document.clocks![index]!;
  const place = `clocks[${index}]`;
  const put = (part: Partial<ClockPart>, about?: string) =>
    change(
      {
        ...document,
        clocks: document.clocks!.map((one, at) => (at === index ? { ...one, ...part } : one)),
      },
      about === undefined ? null : `${place}.${about}`,
    );
  const own = clock.own ?? null;
  const standard = standards.get(clock.standard ?? '');
  const first = [...standards.keys()][0];
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={clock.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(clock.name)}
      />
      <div className="form-row">
        <SelectField
          label={t('form.limit')}
          value={own === null ? 'standard' : 'own'}
          options={[
            { value: 'standard', label: t('form.byStandard') },
            { value: 'own', label: t('form.byPromise') },
          ]}
          onChange={(event) =>
            event.target.value === 'own'
              ? put({ own: { amount: 30, unit: 'calendar' }, standard: undefined })
              : put({ own: undefined, standard: clock.standard ?? first })
          }
        />
        <KeyField part="clocks" index={index} />
      </div>
      {own === null ? (
        <div>
          <Choose
            place={`${place}.standard`}
            label={t('form.standard')}
            value={clock.standard}
            options={[...standards].map(([code, one]) => ({
              value: code,
              label: `${one.name}: ${amountsOf(one)}`,
            }))}
            onChange={(code) => put({ standard: code })}
          />
          {standard !== undefined && (
            <ul className="type-uses help" aria-label={t('form.standardValues')}>
              {standard.values.map((one) => (
                <li key={one.pack}>
                  {t(one.confirmed ? 'form.standardIs' : 'form.standardToConfirm', {
                    amount: one.amount,
                    pack: one.pack,
                  })}
                </li>
              ))}
            </ul>
          )}
        </div>
      ) : (
        <div className="form-row">
          <Line
            place={`${place}.own.amount`}
            label={t('form.amount')}
            type="number"
            value={String(own.amount)}
            onChange={(text) => put({ own: { ...own, amount: Math.trunc(Number(text)) } }, 'own')}
          />
          <Choose
            place={`${place}.own.unit`}
            label={t('form.unitOf')}
            value={own.unit}
            options={clockUnits.map((unit) => ({
              value: unit,
              label: t(`form.unit_of.${unit}`),
            }))}
            onChange={(unit) => put({ own: { ...own, unit: unit as typeof own.unit } })}
          />
        </div>
      )}
      <Choose
        place={`${place}.start`}
        label={t('form.start')}
        value={clock.start ?? 'opened'}
        options={[
          { value: 'opened', label: t('form.startOpened') },
          { value: 'received', label: t('form.startReceived') },
          { value: 'taken', label: t('form.startTaken') },
          ...transitions.map(({ value, label }) => ({ value, label: t('form.startAt', { name: label }) })),
        ]}
        onChange={(start) => put({ start })}
      />
      <Several
        place={`${place}.fulfil`}
        label={t('form.fulfil')}
        value={clock.fulfil}
        options={[{ value: 'taken', label: t('form.fulfilTaken') }, ...transitions]}
        empty={t('form.fulfilNone')}
        onChange={(fulfil) => put({ fulfil })}
      />
      <Several
        place={`${place}.pauseIn`}
        label={t('form.pauseIn')}
        value={clock.pauseIn}
        options={states}
        empty={t('form.pauseNone')}
        help={t('form.pauseHelp')}
        onChange={(pauseIn) => put({ pauseIn })}
      />
      <Part title={t('form.warnings')} help={t('form.warningsHelp')}>
        {wrong(`${place}.warnings`) !== undefined && (clock.warnings ?? []).length === 0 && (
          <p className="error">{wrong(`${place}.warnings`)}</p>
        )}
        <Warnings index={index} put={put} />
      </Part>
    </>
  );
}

/** How long before the end somebody is told, and who. */
function Warnings({
  index,
  put,
}: {
  index: number;
  put: (part: Partial<ClockPart>, about?: string) => void;
}) {
  const t = useText('case-types');
  const { document, readOnly } = useEdit();
  const roles = useRoleChoices();
  const warnings = document.clocks![index]!.warnings ?? [];
  const place = `clocks[${index}].warnings`;
  const set = (at: number, part: Partial<(typeof warnings)[number]>, about?: string) =>
    put({ warnings: warnings.map((one, n) => (n === at ? { ...one, ...part } : one)) }, about);
  return (
    <>
      {warnings.map((one, at) => (
        <fieldset key={at} className="bare type-warning">
          <legend className="sr">{t('form.warning', { number: at + 1 })}</legend>
          <div className="row">
            <div className="grow">
              <Line
                place={`${place}[${at}].before`}
                label={t('form.before')}
                type="number"
                value={String(one.before)}
                onChange={(text) => set(at, { before: Math.trunc(Number(text)) }, `warnings[${at}]`)}
              />
            </div>
            {!readOnly && (
              <IconButton
                label={t('form.removeWarning', { number: at + 1 })}
                onClick={() => put({ warnings: warnings.filter((_, n) => n !== at) })}
              >
                <IconTrash size={14} aria-hidden />
              </IconButton>
            )}
          </div>
          <Several
            place={`${place}[${at}].tell`}
            label={t('form.tell')}
            empty={t('form.tellStandard')}
            value={one.tell}
            options={[{ value: 'owner', label: t('form.owner') }, ...roles]}
            onChange={(tell) => set(at, { tell: tell.length === 0 ? undefined : tell })}
          />
        </fieldset>
      ))}
      {!readOnly && warnings.length < 10 && (
        <Button
          small
          icon={<IconPlus size={14} aria-hidden />}
          onClick={() => put({ warnings: [...warnings, { before: 2 }] })}
        >
          {t('form.addWarning')}
        </Button>
      )}
    </>
  );
}
