import { Menu } from '@mantine/core';
import { IconBraces, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import {
  flowChannels,
  type FlowChannel,
  type FlowLanguage,
  type FlowText,
  type Says,
} from '#contract/flow-graph.ts';
import { AreaField, Button, Field, formats, IconButton, nameIn, TextField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { knownIn, wordings } from './known.rules.ts';
import { nodeTitle } from './words.ts';

// Controls of the inspector that know flows: texts by language and channel, placeholders, names with values.

/** Puts a placeholder where the cursor stands. */
function Placeholders({
  into,
  onInsert,
}: {
  into: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  onInsert: (value: string) => void;
}) {
  const t = useText('flows');
  const { draft, parts, edits } = useDesigning();
  const known = useMemo(() => knownIn(draft.graph, parts), [draft.graph, parts]);
  if (!edits) return null;
  const insert = (place: string) => {
    const control = into.current;
    if (control === null) return;
    const [from, to] = [
      control.selectionStart ?? control.value.length,
      control.selectionEnd ?? control.value.length,
    ];
    const text = `{${place}}`;
    onInsert(control.value.slice(0, from) + text + control.value.slice(to));
    requestAnimationFrame(() => {
      control.focus();
      control.setSelectionRange(from + text.length, from + text.length);
    });
  };
  return (
    <Menu position="bottom-end" width={300} returnFocus={false}>
      <Menu.Target>
        <IconButton label={t('placeholder.insert')}>
          <IconBraces size={15} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        <Menu.Label>{t('placeholder.label')}</Menu.Label>
        {known.map(({ place, node, about }) => {
          const from = draft.graph.nodes.find(({ id }) => id === node);
          return (
            <Menu.Item key={place} onClick={() => insert(place)}>
              <code>{place}</code>
              <span className="t3 s12 flow-about">
                {about !== null
                  ? nameIn(about)
                  : from !== undefined
                    ? nodeTitle(from, t)
                    : t(`always.${place}`)}
              </span>
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Label>
          {t('placeholder.wordings', { list: wordings.map((one) => `|${one}`).join(' ') })}
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

interface Frame {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  /** The name by which a finding goes to it. */
  field: string;
}

/** A line or some lines with placeholders. */
export function TemplateField({
  label,
  help,
  error,
  field,
  value,
  rows = 1,
  plain = false,
  onChange,
  ...rest
}: Frame & {
  value: string;
  rows?: number;
  /** Nothing is put into it. */
  plain?: boolean;
  onChange: (value: string) => void;
  dir?: 'auto';
  lang?: string;
  placeholder?: string;
  maxLength?: number;
}) {
  const control = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  return (
    <div className="flow-template" data-field={field}>
      <Field label={label} help={help} error={error}>
        {(ids) =>
          rows > 1 ? (
            <textarea
              className="input"
              ref={control}
              rows={rows}
              {...ids}
              {...rest}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          ) : (
            <input
              className="input"
              ref={control}
              {...ids}
              {...rest}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )
        }
      </Field>
      {!plain && <Placeholders into={control} onInsert={onChange} />}
    </div>
  );
}

/** What the findings say is missing in a text of the node that is chosen; undefined when it is whole. */
function useMissing(text: FlowText): string | undefined {
  const t = useText('flows');
  const { draft, selected } = useDesigning();
  const own = draft.findings.filter(({ node }) => node !== null && selected.has(node));
  const empty = (one: FlowLanguage) => (text[one]?.trim() ?? '') === '';
  const languages = own.flatMap(({ code, language }) =>
    code === 'language' && language !== null && empty(language) ? [formats.languageName(language)] : [],
  );
  if (languages.length > 0) return t('finding.language', { language: languages.join(', ') });
  return own.some(({ code }) => code === 'no_text') && draft.graph.languages.every(empty)
    ? t('finding.no_text')
    : undefined;
}

/** A text in the language that is chosen above. */
export function TextByLanguage({
  value,
  onChange,
  rows = 3,
  label,
  error,
  needed = true,
  ...frame
}: Frame & {
  value: FlowText;
  rows?: number;
  plain?: boolean;
  /** A finding about texts that are missing may be about this one. */
  needed?: boolean;
  onChange: (value: FlowText) => void;
}) {
  const { language, draft } = useDesigning();
  const missing = useMissing(value);
  const shown = value[language] ?? '';
  const other = draft.graph.languages.map((one) => value[one]?.trim() ?? '').find((one) => one !== '');
  return (
    <TemplateField
      {...frame}
      error={error ?? (needed ? missing : undefined)}
      label={`${label} · ${formats.languageName(language)}`}
      rows={rows}
      lang={language}
      dir="auto"
      maxLength={2000}
      value={shown}
      {...(shown === '' && other !== undefined ? { placeholder: other } : {})}
      onChange={(text) => {
        const { [language]: _old, ...rest } = value;
        onChange(text === '' ? rest : { ...rest, [language]: text });
      }}
    />
  );
}

/** What is said, and where wanted what is said instead on one channel. */
export function SaysField({
  label,
  value,
  onChange,
  recorded = false,
  needed = true,
  help,
  ...frame
}: Frame & { value: Says; onChange: (value: Says) => void; recorded?: boolean; needed?: boolean }) {
  const t = useText('flows');
  const { draft, edits, language } = useDesigning();
  const [channel, setChannel] = useState<FlowChannel | ''>('');
  const channels = flowChannels.filter(
    (one) => draft.graph.channels.includes(one) || value.on[one] !== undefined,
  );
  const change = (text: FlowText) => {
    if (channel === '') {
      onChange({ ...value, text });
      return;
    }
    const { [channel]: _old, ...rest } = value.on;
    onChange({ ...value, on: Object.keys(text).length === 0 ? rest : { ...rest, [channel]: text } });
  };
  return (
    <div className="flow-says">
      <TextByLanguage
        {...frame}
        label={label}
        value={channel === '' ? value.text : (value.on[channel] ?? {})}
        onChange={change}
        needed={needed && channel === ''}
        help={channel === '' ? help : t('says.variantHelp')}
      />
      {channels.length > 1 && (
        <div className="flow-variants" role="group" aria-label={t('says.variants', { label })}>
          {(['', ...channels] as const).map((one) => (
            <button key={one} type="button" aria-pressed={channel === one} onClick={() => setChannel(one)}>
              {one === '' ? t('says.everywhere') : t(`channel.${one}`)}
              {one !== '' && value.on[one]?.[language] !== undefined && <i aria-hidden>•</i>}
            </button>
          ))}
        </div>
      )}
      {recorded && draft.graph.channels.includes('phone') && (
        <TextField
          label={t('says.prompt')}
          help={t('says.promptHelp')}
          optional
          disabled={!edits}
          value={value.prompt ?? ''}
          data-field="prompt"
          onChange={(event) =>
            onChange({ ...value, prompt: event.target.value === '' ? null : event.target.value })
          }
        />
      )}
    </div>
  );
}

/** Names and their values: headers, what an answer holds. */
export function PairsField({
  label,
  help,
  error,
  field,
  value,
  names,
  values,
  onChange,
}: Frame & {
  value: Record<string, string>;
  /** What the two columns are called. */
  names: string;
  values: string;
  onChange: (value: Record<string, string>) => void;
}) {
  const t = useText('flows');
  const { edits } = useDesigning();
  // Kept as rows: while a name is typed it may be empty, or that of another row.
  const [rows, setRows] = useState(() => Object.entries(value));
  const [told, setTold] = useState(value);
  if (told !== value) {
    setTold(value);
    const mine = Object.fromEntries(rows.filter(([name]) => name !== ''));
    if (JSON.stringify(mine) !== JSON.stringify(value)) setRows(Object.entries(value));
  }
  const change = (next: [string, string][]) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([name]) => name !== '')));
  };
  return (
    <fieldset className="bare flow-pairs" data-field={field}>
      <legend className="field-label">{label}</legend>
      {help !== undefined && <p className="help">{help}</p>}
      {rows.map(([name, text], index) => (
        <div key={index} className="flow-pair">
          <input
            className="input"
            aria-label={`${names} ${index + 1}`}
            placeholder={names}
            value={name}
            onChange={(event) =>
              change(rows.map((row, at) => (at === index ? [event.target.value, row[1]] : row)))
            }
          />
          <input
            className="input"
            aria-label={`${values} ${index + 1}`}
            placeholder={values}
            value={text}
            onChange={(event) =>
              change(rows.map((row, at) => (at === index ? [row[0], event.target.value] : row)))
            }
          />
          {edits && (
            <IconButton
              label={t('pairs.remove', { name })}
              onClick={() => change(rows.filter((_row, at) => at !== index))}
            >
              <IconTrash size={14} aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {error !== undefined && <p className="error">{error}</p>}
      {edits && (
        <Button small icon={<IconPlus size={14} aria-hidden />} onClick={() => setRows([...rows, ['', '']])}>
          {t('pairs.add')}
        </Button>
      )}
    </fieldset>
  );
}

/** A number; empty is null where that means something. */
export const NumberField = ({
  label,
  help,
  error,
  field,
  value,
  onChange,
  ...rest
}: Frame & {
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  optional?: boolean;
}) => (
  <TextField
    {...{ label, help, error }}
    {...rest}
    type="number"
    inputMode="decimal"
    data-field={field}
    value={value ?? ''}
    onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
  />
);

/** A text area of code: no placeholder menu of its own height, no spelling. */
export const CodeField = ({
  label,
  help,
  error,
  field,
  value,
  onChange,
}: Frame & { value: string; onChange: (value: string) => void }): ReactNode => (
  <AreaField
    {...{ label, help, error }}
    rows={5}
    spellCheck={false}
    className="input flow-code"
    data-field={field}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
);
