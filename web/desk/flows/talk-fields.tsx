import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { answerTypes, identifiers, proofs, type FlowNodeOf, type Says } from '#contract/flow-graph.ts';
import { Button, CheckField, formats, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';
import { CheckList } from '#web/kit/records.tsx';
import { useDesigning } from './context.ts';
import { NumberField, SaysField, TextByLanguage } from './fields.tsx';
import { freshOption, renameOption } from './graph.rules.ts';
import type { Editing } from './editing.ts';

// Nodes that say or ask something.

export function SayFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'say' | 'play'>>) {
  const t = useText('flows');
  return (
    <SaysField
      label={t('field.says')}
      field="text"
      error={errorAt('text') ?? errorAt('says')}
      value={node.says}
      recorded
      onChange={(says) => onChange({ ...node, says })}
    />
  );
}

interface Asked {
  says: Says;
  again: Says;
  tries: number;
  seconds?: number | undefined;
}
/** What all questions have: the words, the words when it was not understood, how many times. */
function AskedFields<
  N extends FlowNodeOf<'ask' | 'choose' | 'pick' | 'identify' | 'language' | 'survey' | 'callback'>,
>({ node, onChange, errorAt, children }: Editing<N> & { children?: React.ReactNode }) {
  const t = useText('flows');
  const asked: Asked = node;
  return (
    <>
      <SaysField
        label={t('field.question')}
        field="text"
        error={errorAt('text') ?? errorAt('says')}
        value={asked.says}
        recorded
        onChange={(says) => onChange({ ...node, says })}
      />
      {children}
      <details className="flow-more">
        <summary>{t('field.again')}</summary>
        <SaysField
          label={t('field.againText')}
          help={t('field.againHelp')}
          field="again"
          needed={false}
          error={errorAt('again')}
          value={asked.again}
          onChange={(again) => onChange({ ...node, again })}
        />
        <NumberField
          label={t('field.tries')}
          help={t('field.triesHelp')}
          field="tries"
          min={1}
          max={5}
          error={errorAt('tries')}
          value={asked.tries}
          onChange={(tries) => onChange({ ...node, tries: tries ?? 1 })}
        />
        <NumberField
          label={t('field.silence')}
          help={t('field.silenceHelp')}
          field="seconds"
          min={3}
          max={3600}
          error={errorAt('seconds')}
          value={asked.seconds ?? null}
          onChange={(seconds) => {
            const { seconds: _seconds, ...rest } = node;
            onChange((seconds === null ? rest : { ...node, seconds }) as N);
          }}
        />
      </details>
    </>
  );
}

/** The name under which an answer is kept. */
export function IntoField({
  value,
  optional = false,
  error,
  onChange,
}: {
  value: string | null;
  optional?: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const t = useText('flows');
  return (
    <TextField
      label={t('field.into')}
      help={t('field.intoHelp', { name: value || '…', open: '{', close: '}' })}
      error={error}
      optional={optional}
      spellCheck={false}
      maxLength={40}
      data-field="into"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, '_'))}
    />
  );
}

export function AskFields(props: Editing<FlowNodeOf<'ask'>>) {
  const { node, onChange, errorAt } = props;
  const t = useText('flows');
  const long = node.type === 'text' || node.type === 'digits' || node.type === 'reading';
  const valued = node.type === 'amount' || node.type === 'reading';
  return (
    <AskedFields {...props}>
      <SelectField
        label={t('field.answerType')}
        options={answerTypes.map((value) => ({ value, label: t(`answer.${value}`) }))}
        value={node.type}
        onChange={(event) => onChange({ ...node, type: event.target.value as typeof node.type })}
      />
      {long && (
        <div className="form-row flow-pair-row">
          <NumberField
            label={t(node.type === 'text' ? 'field.minCharacters' : 'field.minDigits')}
            field="min"
            min={0}
            max={200}
            error={errorAt('min') ?? errorAt('value')}
            value={node.min}
            onChange={(min) => onChange({ ...node, min: min ?? 0 })}
          />
          <NumberField
            label={t(node.type === 'text' ? 'field.maxCharacters' : 'field.maxDigits')}
            field="max"
            min={1}
            max={2000}
            error={errorAt('max')}
            value={node.max}
            onChange={(max) => onChange({ ...node, max: max ?? 1 })}
          />
        </div>
      )}
      {valued && (
        <div className="form-row flow-pair-row">
          <NumberField
            label={t('field.least')}
            field="least"
            error={errorAt('least') ?? errorAt('value')}
            value={node.least}
            onChange={(least) => onChange({ ...node, least })}
          />
          <NumberField
            label={t('field.most')}
            field="most"
            error={errorAt('most')}
            value={node.most}
            onChange={(most) => onChange({ ...node, most })}
          />
        </div>
      )}
      <IntoField value={node.into} error={errorAt('into')} onChange={(into) => onChange({ ...node, into })} />
      <CheckField
        label={t('field.secret')}
        help={t('field.secretHelp')}
        checked={node.secret}
        onChange={(event) => onChange({ ...node, secret: event.target.checked })}
      />
    </AskedFields>
  );
}

export function ChooseFields(props: Editing<FlowNodeOf<'choose'>>) {
  const { node, onChange, errorAt } = props;
  const t = useText('flows');
  const { edits } = useDesigning();
  const set = (at: number, change: Partial<(typeof node.options)[number]>) =>
    onChange({
      ...node,
      options: node.options.map((one, index) => (index === at ? { ...one, ...change } : one)),
    });
  const move = (at: number, by: number) => {
    const options = [...node.options];
    const [one] = options.splice(at, 1);
    options.splice(at + by, 0, one!);
    onChange({ ...node, options });
  };
  return (
    <AskedFields {...props}>
      <fieldset className="bare flow-options" data-field="options">
        <legend className="field-label">{t('field.options')}</legend>
        {errorAt('options') !== undefined && <p className="error">{errorAt('options')}</p>}
        {node.options.map((option, at) => (
          <section
            key={at}
            className="flow-option"
            aria-label={t('option.number', { number: at + 1 })}
            data-field={`option.${option.id}`}
          >
            <div className="row">
              <b className="grow">{t('option.number', { number: at + 1 })}</b>
              {edits && (
                <>
                  <IconButton
                    label={t('option.up', { number: at + 1 })}
                    disabled={at === 0}
                    onClick={() => move(at, -1)}
                  >
                    <IconArrowUp size={14} aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('option.down', { number: at + 1 })}
                    disabled={at === node.options.length - 1}
                    onClick={() => move(at, 1)}
                  >
                    <IconArrowDown size={14} aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('option.remove', { number: at + 1 })}
                    onClick={() =>
                      onChange({ ...node, options: node.options.filter((_one, index) => index !== at) })
                    }
                  >
                    <IconTrash size={14} aria-hidden />
                  </IconButton>
                </>
              )}
            </div>
            <TextByLanguage
              label={t('option.label')}
              plain
              field={`label.${at}`}
              rows={1}
              error={errorAt(`option.${option.id}`) ?? errorAt(`options.${at}`)}
              value={option.label}
              onChange={(label) => set(at, { label })}
            />
            <div className="flow-option-more">
              <TextField
                label={t('option.key')}
                maxLength={1}
                placeholder={`${at + 1}`}
                value={option.key}
                onChange={(event) => set(at, { key: event.target.value })}
              />
              <OptionName node={node} at={at} />
            </div>
            <TextByLanguage
              label={t('option.words')}
              plain
              needed={false}
              help={t('option.wordsHelp')}
              field={`words.${at}`}
              rows={1}
              value={option.words}
              onChange={(words) => set(at, { words })}
            />
          </section>
        ))}
        {edits && node.options.length < 9 && (
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange({
                ...node,
                options: [...node.options, { id: freshOption(node), label: {}, key: '', words: {} }],
              })
            }
          >
            {t('option.add')}
          </Button>
        )}
      </fieldset>
      <IntoField
        value={node.into}
        optional
        error={errorAt('into')}
        onChange={(into) => onChange({ ...node, into: into === '' ? null : into })}
      />
    </AskedFields>
  );
}

/** The name of an option in files, figures and trails; its edge follows. */
function OptionName({ node, at }: { node: FlowNodeOf<'choose'>; at: number }) {
  const t = useText('flows');
  const { draft } = useDesigning();
  const option = node.options[at]!;
  return (
    <TextField
      label={t('option.id')}
      spellCheck={false}
      maxLength={40}
      value={option.id}
      onChange={(event) => {
        const name = event.target.value.toLowerCase().replace(/[^a-z0-9-]/g, '-');
        if (name !== '' && !node.options.some(({ id }, index) => index !== at && id === name))
          draft.edit((graph) => renameOption(graph, node, option.id, name), `node ${node.id}`);
      }}
    />
  );
}

export function IdentifyFields(props: Editing<FlowNodeOf<'identify'>>) {
  const { node, onChange, errorAt } = props;
  const t = useText('flows');
  return (
    <AskedFields {...props}>
      <CheckList
        legend={t('field.by')}
        columns={1}
        options={identifiers.map((value) => ({ value, label: t(`by.${value}`) }))}
        value={node.by}
        error={errorAt('by')}
        onChange={(by) => onChange({ ...node, by: identifiers.filter((one) => by.includes(one)) })}
      />
      <CheckList
        legend={t('field.proof')}
        columns={1}
        options={proofs.map((value) => ({ value, label: t(`proof.${value}`) }))}
        value={node.proof}
        error={errorAt('proof')}
        onChange={(proof) => onChange({ ...node, proof: proofs.filter((one) => proof.includes(one)) })}
      />
      <p className="help">{t(node.proof.length === 0 ? 'field.proofNone' : 'field.proofHelp')}</p>
    </AskedFields>
  );
}

/** A choice of what was looked up before. */
export function PickFields(props: Editing<FlowNodeOf<'pick'>>) {
  const { node, onChange, errorAt } = props;
  const t = useText('flows');
  return (
    <AskedFields {...props}>
      <TextField
        label={t('field.pickFrom')}
        help={t('field.pickFromHelp')}
        error={errorAt('from') ?? errorAt('value')}
        className="input mono"
        spellCheck={false}
        maxLength={120}
        data-field="from"
        value={node.from}
        onChange={(event) => onChange({ ...node, from: event.target.value.trim() })}
      />
      <NumberField
        label={t('field.atOnce')}
        help={t('field.atOnceHelp')}
        field="atOnce"
        min={2}
        max={8}
        error={errorAt('atOnce')}
        value={node.atOnce}
        onChange={(atOnce) => onChange({ ...node, atOnce: atOnce ?? 4 })}
      />
      <CheckField
        label={t('field.takeOnly')}
        checked={node.takeOnly}
        onChange={(event) => onChange({ ...node, takeOnly: event.target.checked })}
      />
      <IntoField value={node.into} error={errorAt('into')} onChange={(into) => onChange({ ...node, into })} />
    </AskedFields>
  );
}

export function LanguageFields(props: Editing<FlowNodeOf<'language'>>) {
  const { node, onChange } = props;
  const t = useText('flows');
  const { draft } = useDesigning();
  const choice = (
    <SelectField
      label={t('field.toLanguage')}
      options={[
        { value: 'ask', label: t('field.askLanguage') },
        ...draft.graph.languages.map((value) => ({ value, label: formats.languageName(value) })),
      ]}
      value={node.to}
      onChange={(event) => onChange({ ...node, to: event.target.value as typeof node.to })}
    />
  );
  return node.to === 'ask' ? <AskedFields {...props}>{choice}</AskedFields> : choice;
}

export function SurveyFields(props: Editing<FlowNodeOf<'survey'>>) {
  const { node, onChange, errorAt } = props;
  return (
    <AskedFields {...props}>
      <IntoField value={node.into} error={errorAt('into')} onChange={(into) => onChange({ ...node, into })} />
    </AskedFields>
  );
}

/** A queue of the organisation, by its code. */
export function QueueField({
  value,
  label,
  none,
  error,
  onChange,
}: {
  value: string | null;
  label?: string;
  none?: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const t = useText('flows');
  const { parts } = useDesigning();
  const known = value === null || parts.queues.some(({ code }) => code === value);
  return (
    <SelectField
      label={label ?? t('field.queue')}
      error={error}
      data-field="queue"
      options={[
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...(known ? [] : [{ value: value, label: value }]),
        ...parts.queues.map(({ code, name }) => ({ value: code, label: name })),
      ]}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function CallbackFields(props: Editing<FlowNodeOf<'callback'>>) {
  const { node, onChange, errorAt } = props;
  return (
    <AskedFields {...props}>
      <QueueField
        value={node.queue}
        error={errorAt('queue')}
        onChange={(queue) => onChange({ ...node, queue })}
      />
    </AskedFields>
  );
}

export function QueueFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'queue'>>) {
  const t = useText('flows');
  return (
    <>
      <QueueField
        value={node.queue}
        error={errorAt('queue')}
        onChange={(queue) => onChange({ ...node, queue })}
      />
      <SaysField
        label={t('field.saysBefore')}
        field="text"
        error={errorAt('text') ?? errorAt('says')}
        value={node.says}
        recorded
        onChange={(says) => onChange({ ...node, says })}
      />
    </>
  );
}

export function EndFields({ node, onChange, errorAt }: Editing<FlowNodeOf<'end'>>) {
  const t = useText('flows');
  return (
    <>
      <SaysField
        label={t('field.saysLast')}
        field="text"
        error={errorAt('text') ?? errorAt('says')}
        value={node.says}
        recorded
        onChange={(says) => onChange({ ...node, says })}
      />
      <SelectField
        label={t('field.result')}
        help={t('field.resultHelp')}
        options={(['answered', 'unanswered'] as const).map((value) => ({
          value,
          label: t(`result.${value}`),
        }))}
        value={node.result}
        onChange={(event) => onChange({ ...node, result: event.target.value as typeof node.result })}
      />
    </>
  );
}
