import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { previewSubcaseNews, tellSubcases, type CaseKin } from '#contract/case-relations.ts';
import { listCaseEntries, type CaseView } from '#contract/cases.ts';
import type { Output } from '#contract/route.ts';
import { listNotices } from '#contract/telling.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  call,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  keyOf,
  problemText,
  TextField,
  useForm,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import './notices.css';

type Done = Output<typeof tellSubcases>;

/** Tells the customers of the open sub-cases one text, and shows first whom it reaches and how it reads. */
export default function TellAll({
  one,
  subcases,
  onClose,
}: {
  one: CaseView;
  subcases: readonly CaseKin[];
  onClose: () => void;
}) {
  const t = useText('relations');
  const [open] = useState(() => subcases.filter(({ closedAt }) => closedAt === null));
  // Of this news: sent again it tells nobody twice.
  const [key] = useState(() => crypto.randomUUID());
  const [done, setDone] = useState<Done | null>(null);
  const form = useForm({ subject: '', text: '', textEn: '', cases: open.map(({ id }) => id) });
  const { cases, text } = form.values;
  const bodyOf = ({ subject, text: it, textEn }: typeof form.values) => ({
    texts: {
      it: { subject, text: it },
      ...(textEn.trim() === '' ? {} : { en: { subject: '', text: textEn } }),
    },
  });
  const submit = form.submit(async (values) => {
    setDone(
      await callPatiently(tellSubcases, {
        params: { id: one.id },
        body: { key, cases: values.cases, ...bodyOf(values) },
      }),
    );
    invalidate(listCaseEntries, { params: { id: one.id } });
    invalidate(listNotices);
  });
  if (done !== null) return <Told done={done} onClose={onClose} />;
  return (
    <Dialog title={t('kin.tellAll')} onClose={onClose} size={600}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('kin.tellLead')}</p>
        <TextField
          label={t('kin.tellSubject')}
          optional
          {...form.text('subject')}
          error={form.error('texts.it.subject')}
        />
        <AreaField
          label={t('kin.tellText')}
          help={t('kin.tellHelp')}
          rows={4}
          data-autofocus
          {...form.text('text')}
          error={form.error('texts.it.text') ?? form.error('texts.it')}
        />
        <AreaField
          label={t('kin.tellTextEn')}
          help={t('kin.tellEnHelp')}
          rows={3}
          optional
          {...form.text('textEn')}
          error={form.error('texts.en.text')}
        />
        <fieldset className="check-list">
          <legend className="field-label">{t('kin.which')}</legend>
          {open.map((child) => (
            <label key={child.id} className="check-line">
              <input
                type="checkbox"
                checked={cases.includes(child.id)}
                onChange={(event) =>
                  form.set(
                    'cases',
                    event.target.checked ? [...cases, child.id] : cases.filter((id) => id !== child.id),
                  )
                }
              />
              <span className="ell grow" dir="auto">
                <span className="num">{child.number}</span> {child.subject}
              </span>
              <span className="t3 s12 ell">{child.customerName}</span>
            </label>
          ))}
        </fieldset>
        <Preview id={one.id} cases={cases} body={bodyOf(form.values)} ready={text.trim().length >= 3} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={cases.length === 0 || text.trim().length < 3}
          >
            {t('kin.tellSave', { n: cases.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Body {
  texts: { it: { subject: string; text: string }; en?: { subject: string; text: string } };
}

/** Whom the text reaches, on which channels and when, and one message as its customer reads it. */
function Preview({ id, cases, body, ready }: { id: string; cases: string[]; body: Body; ready: boolean }) {
  const t = useText('relations');
  const telling = useText('telling');
  const settled = JSON.parse(useSettled(JSON.stringify({ cases, ...body }), 400)) as Body & {
    cases: string[];
  };
  const input = { params: { id }, body: settled };
  const { data } = useQuery<Output<typeof previewSubcaseNews>, ApiProblem>({
    queryKey: keyOf(previewSubcaseNews, input),
    queryFn: ({ signal }) => call(previewSubcaseNews, input, { signal }),
    enabled: ready && settled.cases.length > 0 && settled.texts.it.text.trim().length >= 3,
    placeholderData: (before) => before,
    retry: false,
  });
  if (!ready || data === undefined) return null;
  const reached = data.items.filter(({ channel }) => channel !== null);
  const unreached = data.items.filter(({ channel }) => channel === null);
  const last = reached
    .map(({ dueAt }) => dueAt!)
    .toSorted()
    .at(-1);
  return (
    <>
      <p className="s12 t2" role="status">
        {t('kin.tellReach', { n: reached.length, all: data.items.length })}
        {last !== undefined && ` · ${t('kin.tellBy', { at: formats.brief(last) })}`}
      </p>
      {unreached.length > 0 && (
        <ul className="relation-rows s12 warn-text">
          {unreached.map((one) => (
            <li key={one.id}>
              <span className="num">{one.number}</span> {one.customerName}:{' '}
              {telling(one.why === 'not_wanted' ? 'preview.unwanted' : 'preview.nobody')}
            </li>
          ))}
        </ul>
      )}
      {data.example !== null && (
        // Longer than its frame it is scrolled by keys, too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section className="notice-preview" aria-label={telling('preview.label')} tabIndex={0}>
          {data.example.subject !== '' && <p className="s12">{data.example.subject}</p>}
          <p className="notice-words" lang={data.example.language} dir="auto">
            {data.example.text}
          </p>
        </section>
      )}
    </>
  );
}

/** How many were told or will be, and who was not, with the reason. */
function Told({ done, onClose }: { done: Done; onClose: () => void }) {
  const t = useText('relations');
  const kit = useText('kit');
  const telling = useText('telling');
  return (
    <Dialog title={t('kin.tellAll')} onClose={onClose}>
      <div className="form" role="status">
        <p>{t('kin.toldAll', { n: done.told.length })}</p>
        {done.left.length > 0 && (
          <>
            <p className="warn-text">{t('kin.toldLeft', { n: done.left.length })}</p>
            <ul className="relation-rows">
              {done.left.map((left) => (
                <li key={left.id} className="relation-row">
                  <b className="num">{left.number}</b>
                  <span className="s12 t2">
                    {left.code === 'not_wanted'
                      ? telling('preview.unwanted')
                      : left.code === 'no_address'
                        ? telling('preview.nobody')
                        : problemText(new ApiProblem(422, left.code, left.detail, left.errors), kit)}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="form-actions">
          <Button look="solid" data-autofocus onClick={onClose}>
            {t('done')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
