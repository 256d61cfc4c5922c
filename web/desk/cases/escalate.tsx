import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { getCase, listCaseEntries } from '#contract/cases.ts';
import { uploadAttachment } from '#contract/conversations.ts';
import {
  escalate,
  listCasePapers,
  listEscalations,
  listEscalationTargets,
  type Escalation,
} from '#contract/escalations.ts';
import { listSteps } from '#contract/steps.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  SelectField,
  TextField,
  toastProblem,
  upload,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { OpinionHints } from './opinion-hints.tsx';

interface Paper {
  id: string;
  name: string;
  size: number;
}

/** Asks a competence centre about a case, or asks it again. */
export default function Escalate({
  id,
  classification,
  contact,
  from,
  onClose,
}: {
  /** The case. */
  id: string;
  classification: string | null;
  contact?: string;
  /** The escalation that is asked again. */
  from?: Escalation;
  onClose: () => void;
}) {
  const t = useText('escalations');
  const kit = useText('kit');
  const targets = useApi(listEscalationTargets, { params: { id } }, { staleTime: 0 });
  const form = useForm({
    centre: from?.centre ?? '',
    way: '' as '' | 'desk' | 'mail',
    question: from?.question ?? '',
    due: '',
    papers: [] as string[],
  });
  const { values } = form;
  const items = targets.data?.items ?? [];
  // The most fitting one is proposed; it can be changed.
  const chosen =
    items.find((one) => one.id === values.centre) ??
    (values.centre === '' ? items.find(({ fits }) => fits) : undefined);
  const submit = form.submit(async ({ way, question, due, papers }) => {
    await callPatiently(escalate, {
      params: { id },
      body: {
        centre: chosen?.id ?? values.centre,
        ...(way === '' ? {} : { way }),
        question,
        papers,
        dueAt: due === '' ? null : new Date(due).toISOString(),
        ...(contact === undefined ? {} : { contact }),
        ...(from === undefined ? {} : { from: from.id }),
      },
    });
    invalidate(listEscalations);
    invalidate(listSteps);
    invalidate(listCaseEntries, { params: { id } });
    invalidate(getCase, { params: { id } });
    onClose();
  });
  return (
    <Dialog title={t(from === undefined ? 'ask' : 'again')} onClose={onClose} size={620}>
      <Loaded query={targets} rows={5} height={44}>
        {() => (
          <form className="form" noValidate onSubmit={(event) => void submit(event)}>
            <FormMessage>{form.message}</FormMessage>
            <p className="t2">{items.length === 0 ? t('nobody') : t('lead')}</p>
            <Field label={t('centre')} error={form.error('centre')}>
              {(ids) => (
                <select
                  className="input"
                  {...ids}
                  {...form.text('centre')}
                  value={chosen?.id ?? ''}
                  data-autofocus
                >
                  <option value="">{t('choose')}</option>
                  {items.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.fits ? t('fits', { name: one.name }) : one.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {chosen !== undefined && (
              <div className="target-note s12 t2">
                {chosen.description !== '' && <p>{chosen.description}</p>}
                <p>{t(`way.${chosen.ways[0] ?? 'desk'}Note`, { due: formats.dateTime(chosen.dueAt) })}</p>
                {chosen.open !== null && <p className="warn-text">{t('openThere')}</p>}
              </div>
            )}
            {chosen !== undefined && chosen.ways.length > 1 && (
              <SelectField
                label={t('way.label')}
                {...form.text('way')}
                value={values.way === '' ? chosen.ways[0]! : values.way}
                options={chosen.ways.map((value) => ({ value, label: t(`way.${value}`) }))}
              />
            )}
            <AreaField label={t('question')} help={t('questionHelp')} rows={6} {...form.text('question')} />
            <OpinionHints
              question={values.question}
              classification={classification}
              caseId={id}
              {...(contact === undefined ? {} : { contact })}
              onUsed={onClose}
            />
            <PaperChoice
              id={id}
              value={values.papers}
              onChange={(papers) => form.set('papers', papers)}
              error={form.error('papers')}
            />
            <TextField
              label={t('due')}
              help={t('dueHelp')}
              type="datetime-local"
              optional
              {...form.text('due')}
              error={form.error('dueAt')}
            />
            <div className="form-actions">
              <Button onClick={onClose}>{kit('cancel')}</Button>
              <Button
                type="submit"
                look="solid"
                busy={form.busy}
                disabled={chosen === undefined || chosen.open !== null || values.question.trim() === ''}
              >
                {t('send')}
              </Button>
            </div>
          </form>
        )}
      </Loaded>
    </Dialog>
  );
}

/** The files of the case that may go along, and what is uploaded for it. */
function PaperChoice({
  id,
  value,
  onChange,
  error,
}: {
  id: string;
  value: string[];
  onChange: (papers: string[]) => void;
  error: string | undefined;
}) {
  const t = useText('escalations');
  const offered = useApi(listCasePapers, { params: { id } });
  const uploads = useMay('contact.handle');
  const [added, setAdded] = useState<Paper[]>([]);
  const [busy, setBusy] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const all: Paper[] = [...added, ...(offered.data?.items ?? [])];
  async function add(files: File[]) {
    setBusy(true);
    let chosen = value;
    for (const file of files)
      try {
        const kept = await upload(uploadAttachment, file);
        setAdded((now) => [...now, { id: kept.id, name: kept.name, size: kept.size }]);
        chosen = [...chosen, kept.id];
      } catch (problem) {
        toastProblem(problem);
      }
    onChange(chosen);
    setBusy(false);
  }
  return (
    <fieldset className="check-list">
      <legend className="field-label">{t('papers.choose')}</legend>
      {all.length > 0 && (
        <div className="paper-choice">
          {all.map((paper) => (
            <label key={paper.id}>
              <input
                type="checkbox"
                checked={value.includes(paper.id)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...value, paper.id] : value.filter((one) => one !== paper.id),
                  )
                }
              />
              <span className="ell grow">{paper.name}</span>
              <span className="t3 s12 num">{formats.bytes(paper.size)}</span>
            </label>
          ))}
        </div>
      )}
      {all.length === 0 && <p className="help">{t('papers.none')}</p>}
      {uploads && (
        <div className="row">
          <Button
            small
            busy={busy}
            icon={<IconUpload size={14} aria-hidden />}
            onClick={() => picker.current?.click()}
          >
            {t('papers.upload')}
          </Button>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t('papers.upload')}
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = '';
              void add(files);
            }}
          />
        </div>
      )}
      {error !== undefined && <p className="error">{error}</p>}
    </fieldset>
  );
}
