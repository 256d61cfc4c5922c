import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { fieldKinds } from '#contract/case-types.ts';
import { Button, IconButton, useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { Conditions } from './conditions.tsx';
import { keyFor, moved, type FieldPart } from './document.rules.ts';
import {
  Choose,
  Flag,
  Further,
  Line,
  Several,
  useEdit,
  usePartChoices,
  useRoleChoices,
  useWrong,
  Words,
} from './edit.tsx';
import { KeyField, useNaming } from './items.tsx';
import { optionRenamed } from './references.rules.ts';

const isChoice = (kind: string) => kind === 'choice' || kind === 'choices';
const isText = (kind: string) => kind === 'text' || kind === 'long_text';

/** One field: what it is called and holds, when it is asked for, who sees it, where it must be filled. */
export function FieldForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const naming = useNaming('fields', index);
  const states = usePartChoices('states');
  const roles = useRoleChoices();
  const field = document.fields![index]!;
  const place = `fields[${index}]`;
  const put = (part: Partial<FieldPart>, about?: string) =>
    change(
      {
        ...document,
        fields: document.fields!.map((one, at) => (at === index ? { ...one, ...part } : one)),
      },
      about === undefined ? null : `${place}.${about}`,
    );
  const some = (list: string[]) => (list.length === 0 ? undefined : list);
  return (
    <>
      <Words
        place={`${place}.label`}
        citizens
        label={t('form.label')}
        value={field.label}
        onChange={(label) => put({ label }, 'label')}
        onDone={() => naming(field.label)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.kind`}
          label={t('form.kind')}
          value={field.kind}
          options={fieldKinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          onChange={(value) => {
            const kind = value as FieldPart['kind'];
            // What has a meaning for the other kind alone goes with it.
            put({
              kind,
              ...(isChoice(kind) ? { options: field.options ?? [] } : { options: undefined }),
              ...(isText(kind) ? {} : { pattern: undefined, patternHelp: undefined, territory: undefined }),
              ...(isText(kind) || kind === 'number' ? {} : { min: undefined, max: undefined }),
              ...(kind === 'number' ? {} : { unit: undefined }),
            });
          }}
        />
        <KeyField part="fields" index={index} />
      </div>
      <Flag
        place={`${place}.required`}
        label={t('form.requiredAlways')}
        value={field.required}
        onChange={(required) => put({ required })}
      />
      {isChoice(field.kind) && <Options index={index} />}
      {isText(field.kind) && (
        <Flag
          place={`${place}.territory`}
          label={t('form.territory')}
          help={t('form.territoryHelp')}
          value={field.territory}
          onChange={(territory) =>
            change({
              ...document,
              // One field alone says it.
              fields: document.fields!.map((one, at) => ({
                ...one,
                territory: at === index && territory ? true : undefined,
              })),
            })
          }
        />
      )}
      {(isText(field.kind) || field.kind === 'number') && <Bounds field={field} place={place} put={put} />}
      <Words
        place={`${place}.help`}
        citizens
        label={t('form.help')}
        optional
        maxLength={500}
        value={field.help}
        onChange={(help) => put({ help: help.it === '' && help.en === '' ? undefined : help }, 'help')}
      />
      <Part title={t('form.when')} help={t('form.whenHelp')}>
        <Conditions index={index} />
      </Part>
      <Part title={t('form.whoWhere')}>
        <Several
          place={`${place}.visibleTo`}
          label={t('form.visibleTo')}
          empty={t('form.everybody')}
          help={t('form.visibleToHelp')}
          value={field.visibleTo}
          options={roles}
          onChange={(chosen) => put({ visibleTo: some(chosen) })}
        />
        <Several
          place={`${place}.visibleIn`}
          label={t('form.visibleIn')}
          empty={t('form.everyState')}
          value={field.visibleIn}
          options={states}
          onChange={(chosen) => put({ visibleIn: some(chosen) })}
        />
        <Several
          place={`${place}.requiredIn`}
          label={t('form.requiredIn')}
          empty={field.required === true ? t('form.everyState') : t('form.nowhere')}
          help={t('form.requiredInHelp')}
          value={field.requiredIn}
          options={states}
          onChange={(chosen) => put({ requiredIn: some(chosen) })}
        />
        <Several
          place={`${place}.editableIn`}
          label={t('form.editableIn')}
          empty={field.editableIn == null ? t('form.untilClosed') : t('form.nowhere')}
          value={field.editableIn}
          options={states}
          onChange={(chosen) => put({ editableIn: some(chosen) })}
        />
        <Choose
          place={`${place}.portal`}
          label={t('form.online')}
          help={t('form.onlineHelp')}
          none={t('form.onlineAuto')}
          value={field.portal == null ? '' : String(field.portal)}
          options={[
            { value: 'true', label: t('form.onlineYes') },
            { value: 'false', label: t('form.onlineNo') },
          ]}
          onChange={(value) => put({ portal: value === '' ? undefined : value === 'true' })}
        />
      </Part>
    </>
  );
}

/** Bounds, unit, pattern. */
function Bounds({
  field,
  place,
  put,
}: {
  field: FieldPart;
  place: string;
  put: (part: Partial<FieldPart>, about?: string) => void;
}) {
  const t = useText('case-types');
  const number = field.kind === 'number';
  const amount = (text: string) => (text === '' ? undefined : Number(text));
  return (
    <>
      <div className="form-row">
        {(['min', 'max'] as const).map((bound) => (
          <Line
            key={bound}
            place={`${place}.${bound}`}
            label={t(number ? `form.${bound}` : `form.${bound}Length`)}
            optional
            type="number"
            value={field[bound] === undefined ? '' : String(field[bound])}
            onChange={(text) => put({ [bound]: amount(text) }, bound)}
          />
        ))}
        {number && (
          <Line
            place={`${place}.unit`}
            label={t('form.unit')}
            optional
            maxLength={20}
            value={field.unit}
            onChange={(unit) => put({ unit: unit === '' ? undefined : unit }, 'unit')}
          />
        )}
      </div>
      {isText(field.kind) && (
        <Further title={t('form.patternTitle')} open={field.pattern !== undefined}>
          <Line
            place={`${place}.pattern`}
            label={t('form.pattern')}
            help={t('form.patternHelp')}
            optional
            maxLength={300}
            className="input mono"
            value={field.pattern}
            onChange={(pattern) => put({ pattern: pattern === '' ? undefined : pattern }, 'pattern')}
          />
          <Words
            place={`${place}.patternHelp`}
            citizens
            label={t('form.patternWords')}
            optional
            value={field.patternHelp}
            onChange={(words) =>
              put({ patternHelp: words.it === '' && words.en === '' ? undefined : words }, 'patternHelp')
            }
          />
        </Further>
      )}
    </>
  );
}

/** What a choice offers. */
function Options({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, readOnly, change } = useEdit();
  const wrong = useWrong();
  const field = document.fields![index]!;
  const options = field.options ?? [];
  const place = `fields[${index}].options`;
  const put = (next: typeof options, about: string | null = null) =>
    change(
      {
        ...document,
        fields: document.fields!.map((one, at) => (at === index ? { ...one, options: next } : one)),
      },
      about,
    );
  return (
    <div
      role="group"
      aria-label={t('form.options')}
      data-place={place}
      tabIndex={-1}
      className="type-options"
    >
      <span className="field-label">{t('form.options')}</span>
      {wrong(place, true) !== undefined && <p className="error">{wrong(place, true)}</p>}
      {options.map((option, at) => (
        <div key={at} className="type-option">
          <Words
            place={`${place}[${at}].label`}
            citizens
            label={t('form.option', { number: at + 1 })}
            value={option.label}
            onChange={(label) =>
              put(
                options.map((one, n) => (n === at ? { ...one, label } : one)),
                `${place}[${at}]`,
              )
            }
            onDone={() => {
              // An option that has just been named is called by its name in the document too.
              if (!/^option_\d+$/.test(option.key)) return;
              const others = new Set(options.filter((_, n) => n !== at).map(({ key }) => key));
              const key = keyFor(option.label.en || option.label.it, others, 'option');
              if (key !== option.key) change(optionRenamed(document, field.key, option.key, key));
            }}
          />
          {!readOnly && (
            <span className="type-option-tools">
              <IconButton
                label={t('form.up', { name: option.label.it || option.key })}
                disabled={at === 0}
                onClick={() => put(moved(options, at, at - 1))}
              >
                <IconArrowUp size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t('form.down', { name: option.label.it || option.key })}
                disabled={at === options.length - 1}
                onClick={() => put(moved(options, at, at + 1))}
              >
                <IconArrowDown size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t('form.remove', { name: option.label.it || option.key })}
                onClick={() => put(options.filter((_, n) => n !== at))}
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
          onClick={() =>
            put([
              ...options,
              {
                key: keyFor('', new Set(options.map(({ key }) => key)), 'option'),
                label: { it: '', en: '' },
              },
            ])
          }
        >
          {t('form.addOption')}
        </Button>
      )}
    </div>
  );
}
