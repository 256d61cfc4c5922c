import { useState } from 'react';
import { listServices } from '#contract/access.ts';
import { listSuppliers, tryCharge } from '#contract/case-charge.ts';
import { listClassification } from '#contract/knowledge.ts';
import {
  Button,
  Dialog,
  FormMessage,
  nameIn,
  problemText,
  SelectField,
  TextField,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { TreeSelect } from '#web/kit/records.tsx';
import { ChargeWhy } from '../cases/charge-why.tsx';
import { useCaseTypes } from '../cases/use-types.ts';
import { orNull } from './common.tsx';

/** Tries the rules of charge on an example: who would be in charge, and why. */
export default function TryCharge({ onClose }: { onClose: () => void }) {
  const t = useText('charge');
  const kit = useText('kit');
  const tree = useApi(listClassification);
  const services = useApi(listServices);
  const suppliers = useApi(listSuppliers);
  const types = useCaseTypes();
  const [example, setExample] = useState({
    classification: '',
    type: '',
    service: '',
    supplier: '',
    address: '',
  });
  const set = (part: Partial<typeof example>) => setExample((old) => ({ ...old, ...part }));
  const tried = useWrite(tryCharge);
  const any = { value: '', label: t('admin.any') };
  const run = () =>
    tried.mutate({
      body: {
        classification: orNull(example.classification),
        type: orNull(example.type),
        service: orNull(example.service),
        supplier: orNull(example.supplier),
        address: example.address,
      },
    });
  return (
    <Dialog
      title={t('try.title')}
      size={580}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('close')}</Button>
          <Button look="solid" type="submit" form="try-charge" busy={tried.isPending}>
            {t('try.do')}
          </Button>
        </>
      }
    >
      <form
        id="try-charge"
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <FormMessage>{tried.error && problemText(tried.error, kit)}</FormMessage>
        <TreeSelect
          label={t('about.classification')}
          none={t('try.none')}
          optional
          anyLevel
          nodes={(tree.data?.items ?? []).map(({ id, parentId, name, active }) => ({
            id,
            parentId,
            active,
            label: nameIn(name),
          }))}
          value={orNull(example.classification)}
          onChange={(id) => set({ classification: id ?? '' })}
        />
        <TextField
          label={t('try.address')}
          help={t('try.addressHelp')}
          optional
          value={example.address}
          onChange={(event) => set({ address: event.target.value })}
        />
        <div className="form-row">
          <SelectField
            label={t('about.type')}
            value={example.type}
            onChange={(event) => set({ type: event.target.value })}
            options={[any, ...types.options]}
          />
          <SelectField
            label={t('about.service')}
            value={example.service}
            onChange={(event) => set({ service: event.target.value })}
            options={[
              any,
              ...(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        <SelectField
          label={t('about.supplier')}
          value={example.supplier}
          onChange={(event) => set({ supplier: event.target.value })}
          options={[
            { value: '', label: t('try.none') },
            ...(suppliers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <div role="status">{tried.data !== undefined && <ChargeWhy proposal={tried.data} />}</div>
      </form>
    </Dialog>
  );
}
