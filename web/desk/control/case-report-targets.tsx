import { caseReport, caseReportTargets, setCaseReportTargets } from '#contract/case-report.ts';
import {
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  invalidate,
  Loaded,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { useCaseTypes } from '../cases/use-types.ts';

type Targets = { type: string; share: number }[];
const itemsOf = ({ items }: { items: Targets }) => items;

/** Which share of each type's cases is to be within standard. */
export default function ReportTargets({ onClose }: { onClose: () => void }) {
  const t = useText('case-report');
  const targets = useApi(caseReportTargets, undefined, { select: itemsOf });
  return (
    <Dialog title={t('targets')} onClose={onClose}>
      <Loaded query={targets} rows={6}>
        {(items) => <TargetsForm items={items} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function TargetsForm({ items, onClose }: { items: Targets; onClose: () => void }) {
  const t = useText('case-report');
  const kit = useText('kit');
  const types = useCaseTypes();
  const kept = new Map(items.map(({ type, share }) => [type, String(Math.round(share * 1000) / 10)]));
  const form = useForm({ changed: {} as Record<string, string> });
  const valueOf = (type: string): string => form.values.changed[`t_${type}`] ?? kept.get(type) ?? '';
  const submit = form.submit(async () => {
    const body = {
      items: types.options.flatMap(({ value }) => {
        const text = valueOf(value).trim().replace(',', '.');
        return text === '' ? [] : [{ type: value, share: Number(text) / 100 }];
      }),
    };
    await callPatiently(setCaseReportTargets, { body });
    invalidate(caseReportTargets);
    invalidate(caseReport);
    onClose();
  });
  const wrong = types.options.some(({ value }) => {
    const share = Number(valueOf(value).trim().replace(',', '.'));
    return !(share >= 0 && share <= 100);
  });
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <p className="t2">{t('targetsHelp')}</p>
      <div className="report-targets">
        {types.options.map(({ value, label }) => (
          <TextField
            key={value}
            label={t('targetOf', { type: label })}
            inputMode="decimal"
            value={valueOf(value)}
            onChange={(event) =>
              form.set('changed', { ...form.values.changed, [`t_${value}`]: event.target.value })
            }
          />
        ))}
      </div>
      {wrong && (
        <p className="error" role="alert">
          {t('targetWrong')}
        </p>
      )}
      <div className="form-actions">
        <Button onClick={onClose}>{kit('cancel')}</Button>
        <Button type="submit" look="solid" busy={form.busy} disabled={wrong || types.options.length === 0}>
          {kit('save')}
        </Button>
      </div>
    </form>
  );
}
