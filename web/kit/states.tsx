import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiProblem } from './api.ts';
import { fieldWords } from './field-words.ts';
import { codeWords } from './problem-words.ts';
import { Button } from './controls.tsx';
import { useText, type Text } from './i18n.ts';
import { useLate } from './time.ts';

/** One sentence of fact and at most one next action. */
export const EmptyState = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="empty">
    <p>{children}</p>
    {action}
  </div>
);

/** Grey rows of the height of what is to come; nothing in the first 150 ms. */
export function Skeleton({ rows = 5, height = 48 }: { rows?: number; height?: number }) {
  const t = useText('kit');
  const late = useLate(true);
  return (
    <div className="skeleton" aria-busy>
      <span className="sr">{t('loading')}</span>
      {late &&
        Array.from({ length: rows }, (_one, index) => (
          <div key={index} style={{ height }} aria-hidden>
            <i style={{ width: `${35 + ((index * 23) % 40)}%` }} />
            {height > 40 && <i style={{ width: `${55 + ((index * 31) % 35)}%` }} />}
          </div>
        ))}
    </div>
  );
}

/** A problem in the reader's language; the server's own words when we have none. */
export function problemText(error: unknown, t: Text): string {
  if (!(error instanceof ApiProblem)) return t('problem.unknown');
  // With its reason where there are words for it, else without.
  const words = (key: string) => t(`problem.${key}`, { defaultValue: '' });
  const known = words(`${error.code}_${error.reason}`) || words(error.code);
  if (known !== '') return known;
  // Several fields, or one that no form shows.
  const fields = error.fields.map((one) => fieldWords(one.message, t));
  return codeWords(error.code) ?? (fields.length > 0 ? fields.join(' ') : error.message);
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText('kit');
  // What is not there will not be there at the second try either.
  const gone = error instanceof ApiProblem && error.status === 404;
  return (
    <div className="empty" role="alert">
      <IconAlertTriangle size={20} aria-hidden className="crit-text" />
      <p>{problemText(error, t)}</p>
      {onRetry !== undefined && !gone && <Button onClick={onRetry}>{t('retry')}</Button>}
    </div>
  );
}

/** What a read of the cache shows: skeleton, error with a retry, or its content. */
export function Loaded<T>({
  query,
  rows,
  height,
  children,
}: {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  rows?: number;
  height?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton {...(rows === undefined ? {} : { rows })} {...(height === undefined ? {} : { height })} />;
}
