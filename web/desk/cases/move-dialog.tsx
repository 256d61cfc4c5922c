import { lazy, Suspense, useState } from 'react';
import type { FieldValues } from '#contract/case-types.ts';
import type { CaseWork } from '#contract/case-work.ts';
import type { CaseView, moveCase } from '#contract/cases.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  Dialog,
  FormMessage,
  nameIn,
  useForm,
  useText,
  type CallInput,
} from '#web/kit/index.ts';
import { askedOf, TypeFields } from './type-fields.tsx';
import { missingWords } from './work-words.ts';

const NoticePreview = lazy(() => import('./notice-preview.tsx'));

export type Way = CaseWork['transitions'][number];
export type Move = Omit<CallInput<typeof moveCase>['body'], 'version'>;

/** Makes a transition: says what is still missing, asks for its fields, how it ended or why, and whether to tell. */
export default function MoveDialog({
  one,
  work,
  way,
  move,
  onClose,
}: {
  one: CaseView;
  work: CaseWork;
  way: Way;
  move: (body: Move) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('cases');
  const ends = way.toStatus === 'solved' || way.toStatus === 'closed';
  const [fields, setFields] = useState<FieldValues>(one.fields);
  const form = useForm({ resolution: one.resolution ?? '', reason: '', tellCustomer: true });
  const wanted = askedOf(
    work,
    work.fields.filter(({ key }) => way.asks.includes(key)),
    fields,
  );
  const stops = missingWords({ ...way.missing, fields: [] }, t);
  const submit = form.submit(async ({ resolution, reason, tellCustomer }) => {
    try {
      await move({
        transition: way.key,
        ...(ends && resolution.trim() !== '' ? { resolution } : {}),
        ...(way.reason ? { reason } : {}),
        ...(wanted.length === 0
          ? {}
          : { fields: Object.fromEntries(wanted.map(({ key }) => [key, fields[key] ?? null])) }),
        ...(way.tells ? { tellCustomer } : {}),
      });
      onClose();
    } catch (error) {
      // Somebody was quicker: the page says so and shows the case as it is now.
      if (error instanceof ApiProblem && error.status === 409) onClose();
      else throw error;
    }
  });
  return (
    <Dialog title={nameIn(way.name)} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('move.fromTo', { from: nameIn(one.stateName), to: nameIn(way.toName) })}</p>
        {stops.length > 0 && (
          <div className="notice warn">
            <div>
              <b>{t('move.missing')}</b>
              <ul className="missing">
                {stops.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
        <TypeFields
          fields={wanted.map((field) => ({ field, needed: true }))}
          values={fields}
          errorAt={form.error}
          onChange={(key, value) => setFields((old) => ({ ...old, [key]: value }))}
        />
        {(ends || way.resolution) && (
          <AreaField
            label={t('resolution')}
            help={way.tells ? t('resolutionHelp') : undefined}
            optional={!way.resolution}
            rows={5}
            {...form.text('resolution')}
            data-autofocus={wanted.length === 0 ? true : undefined}
          />
        )}
        {way.reason && (
          <AreaField
            label={t(one.status === 'closed' ? 'reason' : 'why')}
            rows={3}
            {...form.text('reason')}
            data-autofocus={wanted.length === 0 && !ends ? true : undefined}
          />
        )}
        <Suspense>
          <NoticePreview
            one={one}
            transition={way.key}
            resolution={form.values.resolution}
            tells={form.values.tellCustomer}
            onTells={(tellCustomer) => form.set('tellCustomer', tellCustomer)}
          />
        </Suspense>
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={stops.length > 0}>
            {nameIn(way.name)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
