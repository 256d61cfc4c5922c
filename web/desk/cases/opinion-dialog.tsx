import { listServices } from '#contract/access.ts';
import { listCentres, listEscalations, type Escalation } from '#contract/escalations.ts';
import { createOpinion, getOpinion, listOpinions, updateOpinion, type Opinion } from '#contract/opinions.ts';
import {
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  invalidate,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { ClassificationField } from './classification-field.tsx';

const today = (): string => new Date().toLocaleDateString('sv-SE');
const orNull = (value: string): string | null => (value === '' ? null : value);

/** Keeps an answer as an opinion, writes one afresh, or changes one. */
export default function OpinionDialog({
  one,
  from,
  onClose,
  onSaved,
}: {
  /** The opinion that is changed. */
  one?: Opinion;
  /** The answered escalation that it is made of. */
  from?: Escalation;
  onClose: () => void;
  onSaved?: (saved: Opinion) => void;
}) {
  const t = useText('escalations');
  const kit = useText('kit');
  const services = useApi(listServices);
  const centres = useApi(listCentres);
  const others = useApi(listOpinions, { query: { limit: 200 } });
  const form = useForm({
    question: one?.question ?? from?.question ?? '',
    answer: one?.answer ?? from?.answer ?? '',
    language: one?.language ?? ('it' as 'it' | 'en'),
    classification: one === undefined ? (from?.classification ?? null) : one.classification,
    centre: one?.centre ?? from?.centre ?? '',
    expert: one?.expert ?? from?.answeredName ?? '',
    service: one?.service ?? '',
    sources: one?.sources ?? '',
    validFrom: one?.validFrom ?? today(),
    validTo: one?.validTo ?? '',
    supersedes: one?.supersedes ?? '',
    active: one?.active ?? true,
  });
  const submit = form.submit(async (values) => {
    const body = {
      ...values,
      centre: orNull(values.centre),
      service: orNull(values.service),
      validTo: orNull(values.validTo),
      supersedes: orNull(values.supersedes),
    };
    const saved =
      one === undefined
        ? await callPatiently(createOpinion, { body: { ...body, escalation: from?.id ?? null } })
        : await callPatiently(updateOpinion, { params: { id: one.id }, body });
    invalidate(listOpinions);
    invalidate(getOpinion);
    invalidate(listEscalations);
    onSaved?.(saved);
    onClose();
  });
  return (
    <Dialog
      title={t(one === undefined ? (from === undefined ? 'opinion.new' : 'opinion.make') : 'opinion.edit')}
      onClose={onClose}
      size={680}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {from !== undefined && <p className="t2">{t('opinion.makeLead')}</p>}
        <AreaField label={t('question')} rows={3} data-autofocus {...form.text('question')} />
        <AreaField label={t('opinion.answer')} rows={7} {...form.text('answer')} />
        <div className="form-row">
          <ClassificationField
            value={form.values.classification}
            error={form.error('classification')}
            onChange={(value) => form.set('classification', value)}
          />
          <SelectField
            label={t('opinion.service')}
            {...form.text('service')}
            options={[
              { value: '', label: t('opinion.everybody') },
              ...(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        <div className="form-row">
          <SelectField
            label={t('centre')}
            {...form.text('centre')}
            options={[
              { value: '', label: t('admin.none') },
              ...(centres.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextField label={t('opinion.expert')} optional {...form.text('expert')} />
        </div>
        <div className="form-row">
          <TextField label={t('opinion.validFrom')} type="date" {...form.text('validFrom')} />
          <TextField label={t('opinion.validTo')} type="date" optional {...form.text('validTo')} />
          <SelectField
            label={t('opinion.language')}
            {...form.text('language')}
            options={[
              { value: 'it', label: t('admin.it') },
              { value: 'en', label: t('admin.en') },
            ]}
          />
        </div>
        <SelectField
          label={t('opinion.supersedes')}
          help={t('opinion.supersedesHelp')}
          {...form.text('supersedes')}
          options={[
            { value: '', label: t('opinion.nothing') },
            ...(others.data?.items ?? [])
              .filter(({ id }) => id !== one?.id)
              .map(({ id, question }) => ({ value: id, label: question.split('\n')[0]!.slice(0, 110) })),
          ]}
        />
        <AreaField
          label={t('opinion.sources')}
          help={t('opinion.sourcesHelp')}
          rows={2}
          optional
          {...form.text('sources')}
        />
        {one !== undefined && (
          <CheckField
            label={t('opinion.active')}
            checked={form.values.active}
            onChange={(event) => form.set('active', event.target.checked)}
          />
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={form.values.question.trim() === '' || form.values.answer.trim() === ''}
          >
            {kit('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
