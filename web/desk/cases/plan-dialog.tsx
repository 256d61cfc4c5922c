import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import {
  addPiece,
  changePiece,
  listPlans,
  startPlan,
  type CasePiece,
  type CasePlan,
  type Plans,
} from '#contract/case-plans.ts';
import { listCaseEntries } from '#contract/cases.ts';
import { listEscalationTargets } from '#contract/escalations.ts';
import { listSteps, listStepTargets } from '#contract/steps.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  IconButton,
  invalidate,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

export type Doing =
  | { kind: 'start' }
  | { kind: 'add'; plan: CasePlan }
  | { kind: 'change'; plan: CasePlan; piece: CasePiece };

interface Draft {
  key: string;
  title: string;
  question: string;
  /** `queue <id>`, `agent <id>` or `centre <id>`. */
  to: string;
  after: string[];
  hours: string;
}
let made = 0;
const blank = (): Draft => ({
  key: `p${(made += 1)}`,
  title: '',
  question: '',
  to: '',
  after: [],
  hours: '',
});
const sent = ({ title, question, to, hours }: Draft) => {
  const [kind, target] = to.split(' ');
  return {
    title,
    question,
    dueHours: hours.trim() === '' ? null : Number(hours),
    ...(target === undefined ? {} : { [kind as 'queue']: target }),
  };
};

/** Starts a plan, adds a piece of work to one, or changes a piece that has not started. */
export default function PlanDialog({
  id,
  doing,
  templates,
  onClose,
}: {
  id: string;
  doing: Doing;
  templates: Plans['templates'];
  onClose: () => void;
}) {
  const t = useText('relations');
  const piece = doing.kind === 'change' ? doing.piece : null;
  const [pieces, setPieces] = useState<Draft[]>([
    piece === null
      ? blank()
      : {
          key: piece.id,
          title: piece.title,
          question: piece.question,
          to:
            piece.centre !== null
              ? `centre ${piece.centre}`
              : piece.agent !== null
                ? `agent ${piece.agent}`
                : `queue ${piece.queue}`,
          after: piece.after,
          hours: piece.dueHours === null ? '' : String(piece.dueHours),
        },
  ]);
  const form = useForm({ name: '', template: '' });
  const starts = doing.kind === 'start';
  const ready = starts && form.values.template !== '';
  const submit = form.submit(async ({ name, template }) => {
    const [first] = pieces;
    if (doing.kind === 'start')
      await callPatiently(startPlan, {
        params: { id },
        body:
          template === ''
            ? { name, pieces: pieces.map((one) => ({ ...sent(one), key: one.key, after: one.after })) }
            : { template },
      });
    else if (doing.kind === 'add')
      await callPatiently(addPiece, {
        params: { id, plan: doing.plan.id },
        body: { ...sent(first!), after: first!.after },
      });
    else
      await callPatiently(changePiece, {
        params: { id, piece: doing.piece.id },
        body: { ...sent(first!), after: first!.after },
      });
    invalidate(listPlans, { params: { id } });
    invalidate(listSteps);
    invalidate(listCaseEntries, { params: { id } });
    onClose();
  });
  const change = (key: string, now: Partial<Draft>) =>
    setPieces((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)));
  // What a piece may wait for: of a new plan the pieces above it, of one that goes on all others.
  const others = (index: number): { key: string; title: string }[] =>
    doing.kind === 'start'
      ? pieces.slice(0, index).map(({ key, title }, place) => ({
          key,
          title: title === '' ? t('plan.pieceNumber', { n: place + 1 }) : title,
        }))
      : doing.plan.pieces
          .filter((one) => one.id !== piece?.id)
          .map((one) => ({ key: one.id, title: one.title }));
  const complete =
    ready ||
    pieces.every(({ title, question, to }) => title.trim() !== '' && question.trim() !== '' && to !== '');
  return (
    <Dialog
      title={t(starts ? 'plan.start' : doing.kind === 'add' ? 'plan.add' : 'plan.changeTitle')}
      onClose={onClose}
      size={620}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message ?? form.error('pieces') ?? form.error('after') ?? null}</FormMessage>
        {starts && <p className="t2">{t('plan.lead')}</p>}
        {starts && templates.length > 0 && (
          <SelectField
            label={t('plan.which')}
            options={[
              { value: '', label: t('plan.own') },
              ...templates.map((one) => ({
                value: one.key,
                label: t('plan.template', { name: nameIn(one.name), n: one.pieces }),
              })),
            ]}
            {...form.text('template')}
          />
        )}
        {starts && !ready && <TextField label={t('plan.name')} optional {...form.text('name')} />}
        {!ready &&
          pieces.map((one, index) => (
            <PieceFields
              key={one.key}
              id={id}
              piece={one}
              number={starts ? index + 1 : null}
              others={others(index)}
              errorAt={(name) => form.error(starts ? `pieces[${index}].${name}` : name)}
              onChange={(now) => change(one.key, now)}
              {...(starts && pieces.length > 1
                ? {
                    onRemove: () =>
                      setPieces((all) =>
                        all
                          .filter(({ key }) => key !== one.key)
                          .map((other) => ({
                            ...other,
                            after: other.after.filter((key) => key !== one.key),
                          })),
                      ),
                  }
                : {})}
            />
          ))}
        {starts && !ready && (
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => setPieces((all) => [...all, blank()])}
          >
            {t('plan.add')}
          </Button>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={!complete}>
            {t(starts ? 'plan.startSave' : 'save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function PieceFields({
  id,
  piece,
  number,
  others,
  errorAt,
  onChange,
  onRemove,
}: {
  id: string;
  piece: Draft;
  /** null: the only one of the form. */
  number: number | null;
  others: { key: string; title: string }[];
  errorAt: (name: string) => string | undefined;
  onChange: (now: Partial<Draft>) => void;
  onRemove?: () => void;
}) {
  const t = useText('relations');
  const targets = useApi(listStepTargets, undefined, { staleTime: 0 });
  const centres = useApi(listEscalationTargets, { params: { id } });
  const field = (name: 'title' | 'question' | 'hours') => ({
    value: piece[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <fieldset className="consent form">
      <legend className="row">
        {number === null ? t('plan.work') : t('plan.pieceNumber', { n: number })}
        {onRemove !== undefined && (
          <IconButton label={t('plan.removeNumber', { n: number })} onClick={onRemove}>
            <IconTrash size={14} aria-hidden />
          </IconButton>
        )}
      </legend>
      <TextField label={t('plan.pieceTitle')} {...field('title')} error={errorAt('title')} />
      <Field label={t('plan.to')} error={errorAt('queue') ?? errorAt('agent') ?? errorAt('centre')}>
        {(ids) => (
          <select
            className="input"
            {...ids}
            value={piece.to}
            onChange={(event) => onChange({ to: event.target.value })}
          >
            <option value="">{t('plan.choose')}</option>
            <optgroup label={t('plan.queues')}>
              {(targets.data?.queues ?? []).map((one) => (
                <option key={one.id} value={`queue ${one.id}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('plan.people')}>
              {(targets.data?.agents ?? []).map((one) => (
                <option key={one.id} value={`agent ${one.id}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('plan.centres')}>
              {(centres.data?.items ?? []).map((one) => (
                <option key={one.id} value={`centre ${one.id}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
          </select>
        )}
      </Field>
      <AreaField label={t('plan.question')} rows={2} {...field('question')} error={errorAt('question')} />
      <TextField
        label={t('plan.hours')}
        help={t('plan.hoursHelp')}
        type="number"
        min={1}
        optional
        {...field('hours')}
        error={errorAt('dueHours')}
      />
      {others.length > 0 && (
        <fieldset className="check-list">
          <legend className="field-label">{t('plan.afterWhich')}</legend>
          {others.map((other) => (
            <label key={other.key} className="check-line">
              <input
                type="checkbox"
                checked={piece.after.includes(other.key)}
                onChange={(event) =>
                  onChange({
                    after: event.target.checked
                      ? [...piece.after, other.key]
                      : piece.after.filter((key) => key !== other.key),
                  })
                }
              />
              <span className="ell">{other.title}</span>
            </label>
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}
