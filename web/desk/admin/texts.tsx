import { lazy, Suspense } from 'react';
import { Skeleton } from '#web/kit/index.ts';
import { useRecord } from './common.tsx';

const Library = lazy(() => import('../texts/library.tsx'));
const TextPage = lazy(() => import('../texts/text-page.tsx'));

/** Standard texts: the library, and one of them with its languages and versions. */
export default function Texts() {
  const { id, isNew } = useRecord('texts');
  return (
    <Suspense fallback={<Skeleton rows={10} height={32} />}>
      {id === undefined || isNew ? <Library /> : <TextPage key={id} id={id} />}
    </Suspense>
  );
}
