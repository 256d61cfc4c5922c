import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { BusinessRule, previewRules } from '#contract/rules.ts';
import { ChannelIcon, EmptyState, formats, Loaded, SelectField, useText } from '#web/kit/index.ts';
import { Pane, PaneBody } from '#web/kit/records.tsx';
import type { RuleNames } from './rule-names.ts';

export type Preview = z.output<(typeof previewRules)['output']>;

/** Which contacts of the last 7 days the list on screen would have touched. */
export function PreviewPane({
  query,
  rules,
  names,
  only,
  onOnly,
  onClose,
}: {
  query: { data: Preview | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  rules: BusinessRule[];
  names: RuleNames;
  /** The contacts of one rule only. */
  only: string | null;
  onOnly: (rule: string | null) => void;
  onClose: () => void;
}) {
  const t = useText('rules');
  const name = (id: string) => {
    const at = rules.findIndex((one) => one.id === id);
    return at < 0 ? '' : `${at + 1}. ${rules[at]!.name}`;
  };
  return (
    <Pane title={t('preview.title')} label={t('preview.title')} onClose={onClose}>
      <PaneBody>
        <Loaded query={query} rows={8}>
          {(found) => (
            <>
              <dl className="rule-figures">
                {(
                  [
                    [found.examined, t('preview.examined')],
                    [found.matched, t('preview.matched')],
                    [found.moved, t('preview.moved')],
                  ] as const
                ).map(([value, label]) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd className="num">{formats.number(value)}</dd>
                  </div>
                ))}
              </dl>
              <p className="help">
                {t('preview.scope')} {!found.complete && t('preview.partial')}
              </p>
              <SelectField
                label={t('preview.rule')}
                options={[
                  { value: '', label: t('preview.allRules') },
                  ...rules.map(({ id }) => ({
                    value: id,
                    label: `${name(id)} (${formats.number(found.rules.find((one) => one.rule === id)?.acted ?? 0)})`,
                  })),
                ]}
                value={only ?? ''}
                onChange={(event) => onOnly(event.target.value === '' ? null : event.target.value)}
              />
              {found.items.length === 0 ? (
                <EmptyState>{t('preview.none')}</EmptyState>
              ) : (
                <ul className="rule-contacts">
                  {found.items.map((one) => (
                    <li key={one.contact}>
                      <span className="row">
                        <ChannelIcon channel={one.channel} size={15} />
                        <Link to={`/inbox/${one.contact}`} className="ell grow" dir="auto">
                          {one.subject === '' ? one.preview : one.subject}
                        </Link>
                        <span className="t3 num s12">{formats.brief(one.arrivedAt)}</span>
                      </span>
                      <span className="t2 s12">
                        {one.customerName} · {one.rules.map(name).join(', ')}
                        {one.toQueue !== null && one.toQueue !== one.queue && (
                          <>
                            {' · '}
                            {one.queue === null ? '—' : (names.of('queues', one.queue) ?? '—')}{' '}
                            <span aria-hidden>→</span>{' '}
                            <b>{names.of('queues', one.toQueue) ?? t('words.gone')}</b>
                          </>
                        )}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
              {found.items.length === 100 && (
                <p className="help">{t('preview.first', { count: found.items.length })}</p>
              )}
            </>
          )}
        </Loaded>
      </PaneBody>
    </Pane>
  );
}
