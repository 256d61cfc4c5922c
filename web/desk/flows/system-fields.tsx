import type { FlowNodeOf } from '#contract/flow-graph.ts';
import { CheckField, nameIn, SelectField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { CodeField, NumberField, PairsField, TemplateField, TextByLanguage } from './fields.tsx';
import type { Editing } from './editing.ts';
import { IntoField } from './talk-fields.tsx';

// Nodes that read or do something.

/** What is chosen may have gone since: it stays in sight, so that one can see what is wrong. */
export const withOwn = (options: { value: string; label: string }[], own: string) =>
  own === '' || options.some(({ value }) => value === own)
    ? options
    : [{ value: own, label: own }, ...options];

export function PartFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'lookup' | 'act'>>) {
  const t = useText('flows');
  const { parts } = useDesigning();
  const list = node.kind === 'lookup' ? parts.lookups : parts.acts;
  const part = list.find(({ what }) => what === node.what);
  const further = Object.keys(node.with).filter((name) => !part?.with.some((one) => one.name === name));
  const set = (name: string, value: string) => {
    const { [name]: _old, ...rest } = node.with;
    onChange({ ...node, with: value === '' ? rest : { ...rest, [name]: value } });
  };
  return (
    <>
      <SelectField
        label={t(node.kind === 'lookup' ? 'field.lookup' : 'field.act')}
        help={part && nameIn(part.about)}
        error={errorAt('what')}
        data-field="what"
        options={withOwn(
          list.map(({ what, name }) => ({ value: what, label: nameIn(name) })),
          node.what,
        )}
        value={node.what}
        onChange={(event) => onChange({ ...node, what: event.target.value, with: {} })}
      />
      {part?.identified === true && <p className="notice">{t('field.needsCustomer')}</p>}
      {part?.with.map(({ name, required, about }) => (
        <TemplateField
          key={name}
          label={`${nameIn(about)}${required ? '' : ` (${t('field.optional')})`}`}
          field={`with.${name}`}
          error={errorAt(`with.${name}`) ?? (required && !node.with[name] ? errorAt('value') : undefined)}
          value={node.with[name] ?? ''}
          onChange={(value) => set(name, value)}
        />
      ))}
      {further.map((name) => (
        <TemplateField
          key={name}
          label={name}
          field={`with.${name}`}
          error={errorAt(`with.${name}`)}
          value={node.with[name] ?? ''}
          onChange={(value) => set(name, value)}
        />
      ))}
      <IntoField
        value={node.into}
        optional={node.kind === 'act'}
        error={errorAt('into')}
        onChange={(into) =>
          onChange(node.kind === 'act' ? { ...node, into: into === '' ? null : into } : { ...node, into })
        }
      />
      {part !== undefined && part.gives.length > 0 && (
        <div className="flow-gives">
          <p className="field-label">{t('field.gives')}</p>
          <ul>
            {part.gives.map(({ name, about }) => (
              <li key={name}>
                <code>{name}</code> <span className="t3">{nameIn(about)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

export function CallFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'call'>>) {
  const t = useText('flows');
  const { parts } = useDesigning();
  return (
    <>
      <SelectField
        label={t('field.method')}
        options={(['GET', 'POST', 'PUT'] as const).map((value) => ({ value, label: value }))}
        value={node.method}
        onChange={(event) => {
          const method = event.target.value as typeof node.method;
          onChange({ ...node, method, body: method === 'GET' ? null : node.body });
        }}
      />
      <TemplateField
        label={t('field.url')}
        help={
          parts.hosts.length === 0
            ? t('field.noHosts')
            : t('field.urlHelp', { hosts: parts.hosts.join(', ') })
        }
        field="url"
        error={errorAt('url')}
        value={node.url}
        onChange={(url) => onChange({ ...node, url })}
      />
      <PairsField
        label={t('field.headers')}
        help={
          parts.secrets.length === 0
            ? t('field.headersHelp')
            : t('field.headersSecrets', { secrets: parts.secrets.map((one) => `{secret.${one}}`).join(', ') })
        }
        field="headers"
        error={errorAt('headers')}
        names={t('field.header')}
        values={t('field.value')}
        value={node.headers}
        onChange={(headers) => onChange({ ...node, headers })}
      />
      {node.method !== 'GET' && (
        <CodeField
          label={t('field.body')}
          help={t('field.bodyHelp')}
          field="body"
          error={errorAt('body') ?? errorAt('value')}
          value={node.body ?? ''}
          onChange={(body) => onChange({ ...node, body: body === '' ? null : body })}
        />
      )}
      <PairsField
        label={t('field.map')}
        help={t('field.mapHelp')}
        field="map"
        error={errorAt('map')}
        names={t('field.into')}
        values={t('field.place')}
        value={node.map}
        onChange={(map) => onChange({ ...node, map })}
      />
      <div className="form-row flow-pair-row">
        <NumberField
          label={t('field.timeout')}
          field="timeoutSeconds"
          min={0.2}
          max={15}
          step={0.1}
          error={errorAt('timeoutSeconds')}
          value={node.timeoutSeconds}
          onChange={(timeoutSeconds) => onChange({ ...node, timeoutSeconds: timeoutSeconds ?? 0 })}
        />
        <NumberField
          label={t('field.retries')}
          field="retries"
          min={0}
          max={3}
          error={errorAt('retries')}
          value={node.retries}
          onChange={(retries) => onChange({ ...node, retries: retries ?? 0 })}
        />
      </div>
    </>
  );
}

export function SearchFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'search'>>) {
  const t = useText('flows');
  return (
    <>
      <TemplateField
        label={t('field.searchFor')}
        help={t('field.searchHelp')}
        field="value"
        error={errorAt('question') ?? errorAt('value') ?? errorAt('text')}
        value={node.question}
        onChange={(question) => onChange({ ...node, question })}
      />
      <IntoField
        value={node.into}
        optional
        error={errorAt('into')}
        onChange={(into) => onChange({ ...node, into: into === '' ? null : into })}
      />
    </>
  );
}

/** What it is about, by the code of the three levels. */
export function ClassificationField({
  value,
  error,
  onChange,
}: {
  value: string | null;
  error: string | undefined;
  onChange: (value: string | null) => void;
}) {
  const t = useText('flows');
  const { parts } = useDesigning();
  return (
    <SelectField
      label={t('field.classification')}
      optional
      error={error}
      data-field="classification"
      options={[
        { value: '', label: t('field.none') },
        ...withOwn(
          parts.classifications.map(({ code, name }) => ({ value: code, label: name })),
          value ?? '',
        ),
      ]}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  );
}

// A field that is left empty stays as it is.
const filled = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));

export function CaseFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'case'>>) {
  const t = useText('flows');
  const { caseTypes } = useDesigning().parts;
  const type = caseTypes.find(({ code }) => code === node.type);
  const opens = node.do === 'open';
  return (
    <>
      <SelectField
        label={t('field.do')}
        options={(['open', 'note'] as const).map((value) => ({ value, label: t(`do.${value}`) }))}
        value={node.do}
        onChange={(event) => onChange({ ...node, do: event.target.value as typeof node.do })}
      />
      {!opens && (
        <TemplateField
          label={t('field.caseNumber')}
          help={t('field.caseNumberHelp')}
          field="value"
          error={errorAt('number') ?? errorAt('value')}
          value={node.number}
          onChange={(number) => onChange({ ...node, number })}
        />
      )}
      <SelectField
        label={t('field.caseType')}
        help={opens ? undefined : t('field.caseTypeHelp')}
        options={caseTypes.map(({ code, name }) => ({ value: code, label: name }))}
        error={errorAt('type')}
        value={node.type}
        onChange={(event) => onChange({ ...node, type: event.target.value, fields: {} })}
      />
      {type?.fields.map((field) => (
        <TemplateField
          key={field.code}
          label={opens && field.required ? field.name : t('field.optional', { name: field.name })}
          field="value"
          error={errorAt(`fields.${field.code}`)}
          value={node.fields[field.code] ?? ''}
          onChange={(text) => onChange({ ...node, fields: filled({ ...node.fields, [field.code]: text }) })}
        />
      ))}
      {opens && (
        <TextByLanguage
          label={t('field.subject')}
          field="text"
          rows={1}
          error={errorAt('subject') ?? errorAt('text')}
          value={node.subject}
          onChange={(subject) => onChange({ ...node, subject })}
        />
      )}
      <TextByLanguage
        label={t('field.caseText')}
        field="caseText"
        needed={!opens}
        error={opens ? undefined : errorAt('text')}
        value={node.text}
        onChange={(text) => onChange({ ...node, text })}
      />
      {opens && (
        <ClassificationField
          value={node.classification}
          error={errorAt('classification')}
          onChange={(classification) => onChange({ ...node, classification })}
        />
      )}
      <IntoField
        value={node.into}
        optional
        error={errorAt('into')}
        onChange={(into) => onChange({ ...node, into: into === '' ? null : into })}
      />
    </>
  );
}

export function SendFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'send'>>) {
  const t = useText('flows');
  return (
    <>
      <p className="notice">{t('field.sendTo')}</p>
      <TextByLanguage
        label={t('field.subject')}
        field="subject"
        rows={1}
        error={errorAt('subject')}
        value={node.subject}
        onChange={(subject) => onChange({ ...node, subject })}
      />
      <TextByLanguage
        label={t('field.message')}
        field="text"
        rows={6}
        error={errorAt('text')}
        value={node.text}
        onChange={(text) => onChange({ ...node, text })}
      />
      <CheckField
        label={t('field.document')}
        help={t('field.documentHelp')}
        checked={node.document ?? false}
        onChange={(event) => {
          const { document: _, ...rest } = node;
          onChange(event.target.checked ? { ...rest, document: true } : rest);
        }}
      />
    </>
  );
}
