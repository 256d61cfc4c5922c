import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { listRoles } from '#contract/access.ts';
import type { TypeFinding } from '#contract/case-types.ts';
import type { Names, PublicNames } from '#contract/route.ts';
import { AreaField, CheckField, nameIn, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { CheckList, type Choice } from '#web/kit/records.tsx';
import { isIn, type TypeDocument } from './document.rules.ts';
import { citizensOnly } from '../common.tsx';
import '../further.css';
import { findingText } from './findings.tsx';
import type { Named } from './references.rules.ts';

// What every form of a type stands on: the document, its findings by place, and controls that know their place.

export interface Edit {
  document: TypeDocument;
  readOnly: boolean;
  findings: readonly TypeFinding[];
  change: (next: TypeDocument, about?: string | null) => void;
  /** Whether the version in use has a part of this key: cases hold values and states by it. */
  published: (part: Named, key: string) => boolean;
  /** Opens what a place is in, and puts the focus there. */
  goTo: (place: string) => void;
  /** The place that was opened last; a new one each time, though it may be the same. */
  focus: { place: string } | null;
}
const EditContext = createContext<Edit | null>(null);
export const EditProvider = EditContext.Provider;
export function useEdit(): Edit {
  const edit = useContext(EditContext);
  if (edit === null) throw new Error('a form of a type outside its editor');
  return edit;
}

/** What is wrong at a place or in it; `alone`: only at the place itself. */
export function useWrong(): (place: string, alone?: boolean) => string | undefined {
  const t = useText('case-types');
  const { findings } = useEdit();
  return (place, alone = false) => {
    const found = findings.filter((one) => (alone ? one.place === place : isIn(one.place, place)));
    return found.length === 0 ? undefined : found.map((one) => findingText(one, t)).join(' ');
  };
}

/** The name in the reader's language, or in the other where that one is still empty. */
export function partName(names: Partial<Names> | null | undefined, otherwise: string): string {
  const [it, en] = [names?.it ?? '', names?.en ?? ''];
  const own = nameIn({ it, en });
  return own || it || en || otherwise;
}

/** States, fields and other parts of the document as choices. */
export function usePartChoices(
  part: 'states' | 'transitions' | 'tasks' | 'documents' | 'approvals',
): Choice[] {
  const { document } = useEdit();
  return (document[part] ?? []).map(({ key, name }) => ({ value: key, label: partName(name, key) }));
}
export function useFieldChoices(): Choice[] {
  const { document } = useEdit();
  return (document.fields ?? []).map(({ key, label }) => ({ value: key, label: partName(label, key) }));
}
export function useRoleChoices(): Choice[] {
  const roles = useApi(listRoles).data?.items;
  return useMemo(
    () => (roles ?? []).map(({ code, name }) => ({ value: code, label: nameIn(name) })),
    [roles],
  );
}

interface Placed {
  place: string;
  label: string;
  help?: string;
  optional?: boolean;
}

/** A text of one line or, with `rows`, of several. Empty is left out, unless it must be there. */
export function Line({
  place,
  value,
  onChange,
  rows,
  onDone,
  ...rest
}: Placed & {
  value: string | undefined;
  onChange: (value: string) => void;
  rows?: number;
  onDone?: () => void;
  maxLength?: number;
  type?: string;
  className?: string;
}) {
  const wrong = useWrong();
  const props = {
    ...rest,
    'data-place': place,
    error: wrong(place),
    value: value ?? '',
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    ...(onDone === undefined ? {} : { onBlur: onDone }),
  };
  return rows === undefined ? <TextField {...props} /> : <AreaField {...props} rows={rows} />;
}

/** The same words in both languages of the staff; what citizens read, in theirs as well where somebody translates it. */
export function Words({
  place,
  label,
  value,
  onChange,
  rows,
  help,
  optional,
  onDone,
  maxLength = 200,
  citizens = false,
}: Placed & {
  value: Partial<PublicNames> | undefined;
  onChange: (value: PublicNames) => void;
  /** On the form that citizens fill in. */
  citizens?: boolean;
  rows?: number;
  onDone?: () => void;
  maxLength?: number;
}) {
  const t = useText('case-types');
  const now: PublicNames = { ...value, it: value?.it ?? '', en: value?.en ?? '' };
  // An empty translation is none.
  const put = (language: (typeof citizensOnly)[number], text: string) => {
    const { [language]: _, ...rest } = now;
    onChange(text === '' ? rest : { ...rest, [language]: text });
  };
  const both = (
    <div className="form-row">
      {(['it', 'en'] as const).map((language) => (
        <Line
          key={language}
          place={`${place}.${language}`}
          label={t('form.inLanguage', { label, language: t(`languages.${language}`) })}
          value={now[language]}
          maxLength={maxLength}
          {...(rows === undefined ? {} : { rows })}
          {...(help === undefined ? {} : { help })}
          {...(optional ? { optional } : {})}
          {...(onDone === undefined ? {} : { onDone })}
          onChange={(text) => onChange({ ...now, [language]: text })}
        />
      ))}
    </div>
  );
  if (!citizens) return both;
  const translated = citizensOnly.filter((language) => now[language] !== undefined).length;
  return (
    <>
      {both}
      <Further title={t('form.citizens', { label, count: translated })} open={false}>
        {citizensOnly.map((language) => (
          <Line
            key={language}
            place={`${place}.${language}`}
            label={t('form.inLanguage', { label, language: t(`languages.${language}`) })}
            value={now[language] ?? ''}
            maxLength={200}
            optional
            onChange={(text) => put(language, text)}
          />
        ))}
      </Further>
    </>
  );
}

export function Flag({
  place,
  label,
  help,
  value,
  onChange,
}: Placed & { value: boolean | undefined; onChange: (value: boolean) => void }) {
  const wrong = useWrong()(place);
  return (
    <div>
      <CheckField
        data-place={place}
        label={label}
        {...(help === undefined ? {} : { help })}
        checked={value ?? false}
        onChange={(event) => onChange(event.target.checked)}
      />
      {wrong !== undefined && <p className="error">{wrong}</p>}
    </div>
  );
}

/** What is named and is not among the choices stays there to be seen, and to be taken away. */
function withStrangers(
  options: Choice[],
  named: readonly string[],
  words: (key: string) => string,
): Choice[] {
  const known = new Set(options.map(({ value }) => value));
  return [
    ...options,
    ...named.filter((key) => !known.has(key)).map((key) => ({ value: key, label: words(key) })),
  ];
}

/** One of several; the empty choice is `none`. */
export function Choose({
  place,
  value,
  options,
  none,
  onChange,
  ...rest
}: Placed & {
  value: string | null | undefined;
  options: Choice[];
  none?: string;
  onChange: (value: string) => void;
}) {
  const t = useText('case-types');
  const wrong = useWrong()(place);
  const now = value ?? '';
  const first = none ?? (now === '' ? t('form.choose') : undefined);
  return (
    <SelectField
      {...rest}
      data-place={place}
      error={wrong}
      value={now}
      options={[
        ...(first === undefined ? [] : [{ value: '', label: first }]),
        ...withStrangers(options, now === '' ? [] : [now], (key) => t('form.notThere', { key })),
      ]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Several of a list. */
export function Several({
  place,
  label,
  help,
  value,
  options,
  empty,
  onChange,
}: Placed & {
  value: readonly string[] | undefined;
  options: Choice[];
  /** What it means that none is chosen. */
  empty?: string;
  onChange: (value: string[]) => void;
}) {
  const t = useText('case-types');
  const wrong = useWrong()(place);
  const now = [...(value ?? [])];
  return (
    <div data-place={place} tabIndex={-1} className="type-several">
      <CheckList
        legend={label}
        options={withStrangers(options, now, (key) => t('form.notThere', { key }))}
        value={now}
        error={wrong}
        onChange={onChange}
      />
      {(help !== undefined || (empty !== undefined && now.length === 0)) && (
        <p className="help">{now.length === 0 && empty !== undefined ? empty : help}</p>
      )}
    </div>
  );
}

/** Part of a long form that is opened by whoever needs it; open where something in it is said. */
export function Further({ title, open, children }: { title: string; open: boolean; children: ReactNode }) {
  return (
    <details className="further" open={open || undefined}>
      <summary>{title}</summary>
      <div className="form">{children}</div>
    </details>
  );
}
