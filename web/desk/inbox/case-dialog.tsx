import { useEffect, useState } from 'react';
import { proposeCharge } from '#contract/case-charge.ts';
import { getContact, workload } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { linkContact, listCases, openCase } from '#contract/cases.ts';
import {
  AreaField,
  Button,
  call,
  CheckField,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  problemText,
  TabPanel,
  Tabs,
  TextField,
  useApi,
  useForm,
  useSettled,
  useTabIds,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { emptyHandOver, handOverBody, HandOverFields } from '../cases/hand-over-fields.tsx';
import { OpeningFields, useOpeningType } from '../cases/opening-fields.tsx';
import { ClassificationPicker } from './classification-picker.tsx';
import type { FullContact } from './types.ts';

/** Opens a case from the contact, or ties the contact to one that is there. */
export default function CaseDialog({ contact, onClose }: { contact: FullContact; onClose: () => void }) {
  const t = useText('inbox');
  const kit = useText('kit');
  const charge = useText('charge');
  const ids = useTabIds();
  const [tab, setTab] = useState<'new' | 'link'>('new');
  const done = () => {
    invalidate(getContact, { params: { id: contact.id } });
    invalidate(getConversation, { params: { id: contact.conversation } });
    invalidate(workload);
    invalidate(listCases);
    onClose();
  };
  const form = useForm({
    subject: contact.subject,
    description: '',
    classification: contact.classification,
    tellCustomer: true,
  });
  const opening = useOpeningType(form.values.classification);
  const handing = useForm(emptyHandOver);
  const [hands, setHands] = useState(false);
  const [target, setTarget] = useState('');
  const link = useWrite(linkContact, { onSuccess: done });
  const create = form.submit(async (values) => {
    await call(openCase, {
      body: {
        ...values,
        ...opening.body,
        contact: contact.id,
        ...(hands ? { handOver: handOverBody(handing.values) } : {}),
      },
    });
    done();
  });
  return (
    <Dialog
      title={t('case.title')}
      onClose={onClose}
      size={580}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          {tab === 'new' ? (
            <Button look="solid" busy={form.busy} onClick={() => void create()}>
              {t('case.open')}
            </Button>
          ) : (
            <Button
              look="solid"
              disabled={target === ''}
              busy={link.isPending}
              onClick={() => link.mutate({ params: { id: target }, body: { contact: contact.id } })}
            >
              {t('case.link')}
            </Button>
          )}
        </>
      }
    >
      <div className="transfer-head">
        <Tabs
          label={t('case.title')}
          tabs={[
            { id: 'new', label: t('case.new') },
            { id: 'link', label: t('case.existing') },
          ]}
          open={tab}
          onOpen={setTab}
          ids={ids}
        />
      </div>
      <TabPanel ids={ids} id={tab}>
        {tab === 'new' ? (
          <form className="form case-form" noValidate onSubmit={create}>
            <FormMessage>{form.message}</FormMessage>
            <TextField label={t('case.subject')} required data-autofocus {...form.text('subject')} />
            <AreaField label={t('case.description')} optional {...form.text('description')} />
            <div className="field">
              <span className="field-label">{t('classification.label')}</span>
              <ClassificationPicker
                labelled
                value={form.values.classification}
                onChange={(id) => form.set('classification', id)}
              />
            </div>
            <OpeningFields opening={opening} errorAt={form.error} />
            <CheckField
              label={t('case.tell')}
              checked={form.values.tellCustomer}
              onChange={(event) => form.set('tellCustomer', event.target.checked)}
            />
            <CheckField
              label={charge('hand.atOpening')}
              checked={hands}
              onChange={(event) => setHands(event.target.checked)}
            />
            {hands && (
              <Proposed
                contact={contact}
                type={opening.type}
                classification={form.values.classification}
                handing={handing}
                errorAt={(field) => form.error(field) ?? form.error(`handOver.${field}`)}
              />
            )}
          </form>
        ) : (
          <>
            <FormMessage>{link.error === null ? null : problemText(link.error, kit)}</FormMessage>
            <CaseChoice contact={contact} target={target} onTarget={setTarget} />
          </>
        )}
      </TabPanel>
    </Dialog>
  );
}

/** The office in charge of the case as it stands in the form, and what is wanted of it. */
function Proposed({
  contact,
  type,
  classification,
  handing,
  errorAt,
}: {
  contact: FullContact;
  type: string;
  classification: string | null;
  handing: ReturnType<typeof useForm<typeof emptyHandOver>>;
  errorAt: (field: string) => string | undefined;
}) {
  const kit = useText('kit');
  const { mutate, data, error } = useWrite(proposeCharge);
  useEffect(() => {
    mutate({ body: { type, classification, contact: contact.id } });
  }, [mutate, type, classification, contact.id]);
  if (error !== null) return <FormMessage>{problemText(error, kit)}</FormMessage>;
  return data === undefined ? null : <HandOverFields form={handing} proposal={data} errorAt={errorAt} />;
}

function CaseChoice({
  contact,
  target,
  onTarget,
}: {
  contact: FullContact;
  target: string;
  onTarget: (id: string) => void;
}) {
  const t = useText('inbox');
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim());
  const cases = useApi(
    listCases,
    { query: { limit: 20, ...(settled === '' ? { customer: contact.customer } : { search: settled }) } },
    { keepPrevious: true },
  );
  return (
    <div className="case-form">
      <input
        className="input"
        type="search"
        aria-label={t('case.search')}
        placeholder={t('case.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="choices" role="radiogroup" aria-label={t('case.existing')}>
        {cases.data?.items.map((one) => (
          <label key={one.id} className="choice">
            <input
              type="radio"
              name="case"
              value={one.id}
              checked={target === one.id}
              onChange={() => onTarget(one.id)}
            />
            <span className="num">{one.number}</span>
            <span className="ell grow">{one.subject}</span>
            <span className="t3 s12">{one.customerName}</span>
            <span className="t3 s12 num">{formats.brief(one.openedAt)}</span>
          </label>
        ))}
        {cases.data?.items.length === 0 && <p className="menu-empty">{t('case.none')}</p>}
      </div>
    </div>
  );
}
