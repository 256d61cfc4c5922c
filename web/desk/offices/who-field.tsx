import { searchCustomers } from '#contract/customers.ts';
import { Field, useApi, useSettled, useText } from '#web/kit/index.ts';
import './offices.css';

export interface Who {
  name: string;
  /** Of the registry; '' for somebody who is only a name. */
  customer: string;
  language: string;
}

/** Somebody: of the registry, found while one types, or only a name. */
export function WhoField({
  who: { name, customer },
  onChange,
  error,
  autoFocus = true,
}: {
  who: Pick<Who, 'name' | 'customer'>;
  onChange: (who: Pick<Who, 'name' | 'customer'> & { language?: string }) => void;
  error: string | undefined;
  autoFocus?: boolean;
}) {
  const t = useText('work');
  const settled = useSettled(name.trim());
  const found = useApi(
    searchCustomers,
    { query: { search: settled, limit: 6 } },
    { enabled: settled.length >= 3 && customer === '', keepPrevious: true },
  );
  const choices = customer === '' && settled.length >= 3 ? (found.data?.items ?? []) : [];
  return (
    <>
      <Field label={t('visit.who')} help={t(customer === '' ? 'visit.whoHelp' : 'visit.known')} error={error}>
        {(ids) => (
          <input
            className="input"
            {...ids}
            {...(autoFocus ? { 'data-autofocus': true } : {})}
            autoComplete="off"
            value={name}
            onChange={(event) => onChange({ name: event.target.value, customer: '' })}
          />
        )}
      </Field>
      {choices.length > 0 && (
        <ul className="visit-customers" aria-label={t('visit.found')}>
          {choices.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => onChange({ name: one.name, customer: one.id, language: one.language })}
              >
                <span className="ell grow">{one.name}</span>
                <span className="t3 s12 num">{one.number}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
