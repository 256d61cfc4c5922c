import type { ChargeProposal } from '#contract/case-charge.ts';
import { Chip, nameIn, useText } from '#web/kit/index.ts';
import './charge.css';

/** Who is in charge, and why: the rule with what fits it, and the rules before it with what did not. */
export function ChargeWhy({ proposal }: { proposal: ChargeProposal }) {
  const t = useText('charge');
  const { queueName, centreName, source, why, passed, place } = proposal;
  const where =
    place === null ? null : [place.postcode, place.municipality, place.province && `(${place.province})`];
  return (
    <section className="charge-why" aria-label={t('why.label')}>
      <p className="row wrap">
        <b>{queueName ?? centreName ?? t('why.nobody')}</b>
        {queueName !== null && !proposal.open && <Chip tone="warn">{t('warning.short.closed')}</Chip>}
        <span className="t2 s12">
          {source === null
            ? t('why.none')
            : t(`why.${source === 'supplier' && centreName !== null ? 'centre' : source}`, {
                name: proposal.ruleName ?? '',
              })}
        </span>
      </p>
      {why.length > 0 && (
        <ul className="plain">
          {why.map(({ about, value }) => (
            <li key={about}>
              {t(`about.${about}`)}: <b>{nameIn(value)}</b>
            </li>
          ))}
        </ul>
      )}
      {where !== null && (
        <p className="t3 s12">{t('why.place', { place: where.filter((one) => one).join(' ') })}</p>
      )}
      {passed.length > 0 && (
        <details>
          <summary className="s12">{t('why.passed', { count: passed.length })}</summary>
          <ul className="plain s12 t2">
            {passed.map(({ rule, ruleName, about }) => (
              <li key={rule}>
                {t('why.didNot', { name: ruleName, about: t(`about.${about}`).toLowerCase() })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
