import { lazy, Suspense, useEffect, useRef } from 'react';
import { workload } from '#contract/contacts.ts';
import { useApi } from '#web/kit/index.ts';
import { sound } from './sounds.ts';

// No part of what a desk loads first; there before the first offer comes.
const loadToast = () => import('./offer-toast.tsx');
const OfferToast = lazy(loadToast);

/** What is put before me now. It takes no focus and covers neither list nor composer. */
export function Offers() {
  const { data } = useApi(workload);
  const offers = data?.offers ?? [];
  const first = offers[0];
  const rung = useRef('');
  useEffect(() => void loadToast(), []);
  useEffect(() => {
    if (first === undefined || rung.current === first.id) return;
    rung.current = first.id;
    sound('offer');
  }, [first]);
  return first === undefined ? null : (
    <Suspense>
      <OfferToast key={first.id} offer={first} more={offers.length - 1} />
    </Suspense>
  );
}
