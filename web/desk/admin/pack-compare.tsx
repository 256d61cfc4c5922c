import { useState } from 'react';
import type { PackView, StandardView } from '#contract/clocks.ts';
import {
  Chip,
  Dialog,
  EmptyState,
  formats,
  nameIn,
  SelectField,
  Table,
  useText,
  type Text,
} from '#web/kit/index.ts';
import { useServices } from './common.tsx';
import { comparedWith, comparePacks, type ComparedField, type PackChange } from './pack-changes.rules.ts';
import { asLines, validity } from './standards.tsx';

const euros = (cents: number) =>
  new Intl.NumberFormat(formats.locale(), { style: 'currency', currency: 'EUR' }).format(cents / 100);

/** One part of a standard in words. */
function wordsOf(one: StandardView, field: ComparedField, t: Text): string {
  switch (field) {
    case 'limit':
      return t(`amount.${one.unit}`, { count: one.amount });
    case 'kind':
      return t(`packs.kinds.${one.kind}`);
    case 'share':
      return one.share === null ? '—' : t('packs.share', { share: formats.percent(one.share) });
    case 'pauses':
      return one.pauses.length === 0
        ? t('pack.noPause')
        : one.pauses.map((reason) => t(`pause.${reason}`)).join(', ');
    case 'warnings':
      return one.warnings.length === 0 ? '—' : asLines(one.warnings);
    case 'compensation': {
      const due = one.compensation;
      if (due === null) return t('pack.noCompensation');
      const amounts = [due.base, due.double, due.triple].map(euros).join(' / ');
      return due.capPerYear === null ? amounts : `${amounts}, ${t('pack.capped', { count: due.capPerYear })}`;
    }
    case 'confirmed':
      return one.confirmed ? t('packs.confirmed') : t('packs.notConfirmed');
  }
}

/** Two packs side by side: only what changes. */
export function ComparePacks({
  pack,
  packs,
  onClose,
}: {
  pack: PackView;
  packs: PackView[];
  onClose: () => void;
}) {
  const t = useText('clocks');
  const services = useServices();
  const [chosen, setChosen] = useState(
    () => comparedWith(packs, pack, new Date().toISOString().slice(0, 10))?.id ?? '',
  );
  const other = packs.find(({ id }) => id === chosen);
  const all = other === undefined ? [] : comparePacks(other, pack);
  // Of a copy nothing is confirmed: that is said once, and the rows are of what cases would feel.
  const rows = all.filter(({ fields }) => fields.length !== 1 || fields[0] !== 'confirmed');
  const unlike = all.length - rows.length;
  const placeOf = ({ before, after }: PackChange) => {
    const { service, territory } = (after ?? before)!;
    return [services.find(({ value }) => value === service)?.label, territory]
      .filter((word) => word != null)
      .join(' · ');
  };
  return (
    <Dialog title={t('pack.compareTitle', { name: nameIn(pack.name) })} size={900} onClose={onClose}>
      <div className="form pack-compare">
        <SelectField
          label={t('pack.compareWith')}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          options={packs
            .filter(({ id }) => id !== pack.id)
            .map((one) => ({ value: one.id, label: `${nameIn(one.name)} · ${validity(one, t)}` }))}
        />
        {unlike > 0 && <p className="help">{t('pack.onlyConfirmed', { count: unlike })}</p>}
        {rows.length === 0 ? (
          <EmptyState>{t('pack.same')}</EmptyState>
        ) : (
          <>
            <p className="t2">{t('pack.differ', { count: rows.length })}</p>
            <div className="dense">
              <Table<PackChange>
                label={t('pack.compare')}
                rows={rows}
                rowKey={({ key }) => key}
                columns={[
                  {
                    id: 'standard',
                    head: t('packs.standard'),
                    cell: (one) => (
                      <span className="row wrap">
                        <b>{nameIn(one.name)}</b>
                        {placeOf(one) !== '' && <span className="t3 s12">{placeOf(one)}</span>}
                      </span>
                    ),
                  },
                  { id: 'before', head: other?.code, cell: (one) => <Side one={one} side="before" /> },
                  { id: 'after', head: pack.code, cell: (one) => <Side one={one} side="after" /> },
                ]}
              />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** What a pack says where the two differ. */
function Side({ one, side }: { one: PackChange; side: 'before' | 'after' }) {
  const t = useText('clocks');
  const mine = one[side];
  if (mine === null) return <Chip tone="line">{t('pack.absent')}</Chip>;
  const fields = one.fields.length === 0 ? (['limit'] as const) : one.fields;
  return (
    <span className="pack-side">
      {fields.map((field) => (
        <span key={field} className="pre-line">
          {field !== 'limit' && <span className="t3 s12">{t(`pack.fields.${field}`)}: </span>}
          {wordsOf(mine, field, t)}
        </span>
      ))}
    </span>
  );
}
