import { Link } from '@tanstack/react-router';
import { listCustomerParts } from '#contract/case-relations.ts';
import { Chip, nameIn, useApi, useText } from '#web/kit/index.ts';
import '../cases/relations.css';

/** The cases of others in which a customer has a part; nothing where there are none. */
export default function Parts({ id }: { id: string }) {
  const t = useText('relations');
  const parts = useApi(listCustomerParts, { params: { id } });
  if (parts.data === undefined || parts.data.items.length === 0) return null;
  return (
    <section className="side-part" aria-labelledby="customer-parts">
      <h3 id="customer-parts">
        {t('parts.title')} <span className="t3 num">{parts.data.items.length}</span>
      </h3>
      <ul className="relation-rows">
        {parts.data.items.map((one) => (
          <li key={`${one.id}${one.role}`} className="relation-row">
            <p className="row">
              <Link to={`/cases/${one.id}`} className="ell grow" dir="auto">
                {one.subject}
              </Link>
              <Chip>{t(`parties.role.${one.role}`)}</Chip>
            </p>
            <p className="s12 t2">
              <span className="num">{one.number}</span> · {nameIn(one.typeName)} · {nameIn(one.stateName)}
              {one.standing !== 'in_force' && ` · ${t(`parties.standing.${one.standing}`)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
