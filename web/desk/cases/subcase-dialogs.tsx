import { lazy, useState } from 'react';
import {
  closeAsDuplicate,
  closeSubcases,
  getCaseRelations,
  linkCases,
  openSubcase,
  putParent,
  type CaseKin,
} from '#contract/case-relations.ts';
import { getCaseWork } from '#contract/case-work.ts';
import { getCase, listCaseEntries, listCases, type CaseView } from '#contract/cases.ts';
import type { Output } from '#contract/route.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Chip,
  Dialog,
  FormMessage,
  invalidate,
  nameIn,
  problemText,
  TextField,
  useApi,
  useForm,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { OpeningFields, useOpeningType } from './opening-fields.tsx';
import { statusTone } from './words.ts';

export type Verb = 'open' | 'add' | 'under' | 'see' | 'duplicate' | 'close' | 'tell';

const TellAll = lazy(() => import('./tell-subcases.tsx'));

interface Props {
  one: CaseView;
  onClose: () => void;
}

const refresh = (id: string) => {
  invalidate(getCaseRelations);
  invalidate(getCase);
  invalidate(getCaseWork, { params: { id } });
  invalidate(listCaseEntries, { params: { id } });
  invalidate(listCases);
};

/** What can be done with cases that have to do with each other, one at a time. */
export default function SubcaseDialog({
  verb,
  subcases,
  ...rest
}: Props & { verb: Verb; subcases: readonly CaseKin[] }) {
  if (verb === 'open') return <OpenUnder {...rest} />;
  if (verb === 'tell') return <TellAll {...rest} subcases={subcases} />;
  if (verb === 'close') return <CloseAll {...rest} subcases={subcases} />;
  return <Choose {...rest} verb={verb} />;
}

function OpenUnder({ one, onClose }: Props) {
  const t = useText('relations');
  const cases = useText('cases');
  const form = useForm({
    subject: one.subject,
    description: '',
    copyClassification: true,
    copyParties: false,
    tellCustomer: true,
  });
  const opening = useOpeningType(one.classification);
  const submit = form.submit(async (values) => {
    const made = await callPatiently(openSubcase, {
      params: { id: one.id },
      body: { ...values, ...opening.body },
    });
    refresh(one.id);
    onClose();
    go(`/cases/${made.id}`);
  });
  const check = (key: 'copyClassification' | 'copyParties' | 'tellCustomer') => (
    <CheckField
      label={t(`kin.${key}`)}
      checked={form.values[key]}
      onChange={(event) => form.set(key, event.target.checked)}
    />
  );
  return (
    <Dialog title={t('kin.verb.open')} onClose={onClose} size={580}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message ?? form.error('parent') ?? null}</FormMessage>
        <TextField label={cases('subject')} {...form.text('subject')} data-autofocus />
        <OpeningFields opening={opening} errorAt={form.error} />
        <AreaField label={cases('description')} optional {...form.text('description')} />
        {check('copyClassification')}
        {check('copyParties')}
        {check('tellCustomer')}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('kin.verb.open')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Chooses another case: to put under this one or this one under it, to point to, or as the one that this repeats. */
function Choose({ one, verb, onClose }: Props & { verb: 'add' | 'under' | 'see' | 'duplicate' }) {
  const t = useText('relations');
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim());
  // Without words, the newest open ones of the same customer.
  const found = useApi(
    listCases,
    {
      query:
        settled.length >= 2
          ? { search: settled, limit: 20 }
          : { customer: one.customer, open: 'true', limit: 20 },
    },
    { keepPrevious: true },
  );
  const items = (found.data?.items ?? []).filter(({ id }) => id !== one.id);
  const form = useForm({ case: '', resolution: '', tellCustomer: true });
  const target = form.values.case;
  const submit = form.submit(async (values) => {
    const params = { id: one.id };
    if (verb === 'add')
      await callPatiently(putParent, { params: { id: values.case }, body: { parent: one.id } });
    else if (verb === 'under') await callPatiently(putParent, { params, body: { parent: values.case } });
    else if (verb === 'see') await callPatiently(linkCases, { params, body: { case: values.case } });
    else
      await callPatiently(closeAsDuplicate, {
        params,
        body: { of: values.case, resolution: values.resolution, tellCustomer: values.tellCustomer },
      });
    refresh(one.id);
    onClose();
  });
  return (
    <Dialog title={t(`kin.verb.${verb}`)} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>
          {form.message ?? form.error('parent') ?? form.error('case') ?? form.error('of') ?? null}
        </FormMessage>
        <p className="t2">{t(`kin.lead.${verb}`)}</p>
        <input
          className="input"
          type="search"
          data-autofocus
          aria-label={t('kin.search')}
          placeholder={t('kin.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="choices" role="radiogroup" aria-label={t('kin.found')}>
          {items.map((other) => (
            <label key={other.id} className="choice">
              <input
                type="radio"
                name="case"
                checked={target === other.id}
                onChange={() => form.set('case', other.id)}
              />
              <span className="grow ell" dir="auto">
                {other.subject}
                <span className="t3 s12 block ell">
                  <span className="num">{other.number}</span> · {other.customerName}
                </span>
              </span>
              <Chip tone={statusTone[other.status]}>{nameIn(other.stateName)}</Chip>
            </label>
          ))}
          {items.length === 0 && <p className="menu-empty">{t('kin.nothing')}</p>}
        </div>
        {verb === 'duplicate' && (
          <>
            <AreaField
              label={t('kin.resolution')}
              help={t('kin.resolutionHelp')}
              rows={3}
              {...form.text('resolution')}
            />
            <CheckField
              label={t('kin.tellCustomer')}
              checked={form.values.tellCustomer}
              onChange={(event) => form.set('tellCustomer', event.target.checked)}
            />
          </>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={target === '' || (verb === 'duplicate' && form.values.resolution.trim() === '')}
          >
            {t(`kin.save.${verb}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Closes the open sub-cases with one text, and says of each that could not be closed why. */
function CloseAll({ one, subcases, onClose }: Props & { subcases: readonly CaseKin[] }) {
  const t = useText('relations');
  const kit = useText('kit');
  const [open] = useState(() => subcases.filter(({ closedAt }) => closedAt === null));
  const [done, setDone] = useState<Output<typeof closeSubcases> | null>(null);
  const form = useForm({ resolution: '', tellCustomer: true, cases: open.map(({ id }) => id) });
  const { cases } = form.values;
  const submit = form.submit(async (values) => {
    setDone(await callPatiently(closeSubcases, { params: { id: one.id }, body: values }));
    refresh(one.id);
  });
  if (done !== null)
    return (
      <Dialog title={t('kin.closeAll')} onClose={onClose}>
        <div className="form" role="status">
          <p>{t('kin.closed', { n: done.closed.length })}</p>
          {done.left.length > 0 && (
            <>
              <p className="warn-text">{t('kin.left', { n: done.left.length })}</p>
              <ul className="relation-rows">
                {done.left.map((left) => (
                  <li key={left.id} className="relation-row">
                    <b className="num">{left.number}</b>
                    <span className="s12 t2">
                      {problemText(new ApiProblem(422, left.code, left.detail, left.errors), kit)}
                      {left.errors.length > 0 && ` (${left.errors.map(({ field }) => field).join(', ')})`}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <div className="form-actions">
            <Button look="solid" onClick={onClose}>
              {t('done')}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('kin.closeAll')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('kin.closeLead')}</p>
        <AreaField label={t('kin.resolution')} rows={4} data-autofocus {...form.text('resolution')} />
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
        <CheckField
          label={t('kin.tellCustomers')}
          checked={form.values.tellCustomer}
          onChange={(event) => form.set('tellCustomer', event.target.checked)}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={cases.length === 0 || form.values.resolution.trim() === ''}
          >
            {t('kin.closeSave', { n: cases.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
