import { IconAlertTriangle } from '@tabler/icons-react';
import { checkRouting, type RoutingWarning } from '#contract/routing-plans.ts';
import { useApi, useText } from '#web/kit/index.ts';
import type { Names } from './plan-words.ts';

/** What is allowed and can probably not work, of one queue or plan. */
export function RoutingWarnings({
  what,
  id,
  names,
}: {
  what: RoutingWarning['what'];
  id: string;
  names: Names;
}) {
  const t = useText('routing');
  const warnings = useApi(checkRouting).data?.items.filter((one) => one.what === what && one.id === id) ?? [];
  if (warnings.length === 0) return null;
  const named = (values: RoutingWarning['values']) => ({
    ...values,
    ...(typeof values['skill'] === 'string' ? { skill: names.skill(values['skill']) ?? t('need.gone') } : {}),
  });
  return (
    <div className="notice warn">
      <IconAlertTriangle size={15} aria-hidden />
      <div>
        <strong>{t('warning.title')}</strong>
        <ul>
          {warnings.map((one) => (
            <li key={`${one.field} ${one.code}`}>{t(`warning.${one.code}`, named(one.values))}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
