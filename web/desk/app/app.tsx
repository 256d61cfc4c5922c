import { RouterProvider } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useMantineColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { getMe, setupState } from '#contract/access.ts';
import { ApiProblem, call, ErrorState, keyOf, onSignedOut, useApi } from '#web/kit/index.ts';
import { router } from './router.tsx';
import { applyPreferences, forgetEverything, live, preferencesOf } from './session.ts';
import { useLiveUpdates } from './live-updates.ts';

const SignIn = lazy(() => import('./sign-in.tsx'));
const Setup = lazy(() => import('./setup.tsx'));

/** The gate: first-run page, sign-in page, or the desk. */
export function App() {
  const me = useQuery({
    queryKey: keyOf(getMe),
    queryFn: ({ signal }) => call(getMe, undefined, { signal, quiet401: true }),
    staleTime: Infinity,
    gcTime: Infinity,
    retry: (count, error) => !(error instanceof ApiProblem && error.status === 401) && count < 5,
  });
  const signedOut = me.error instanceof ApiProblem && me.error.status === 401;
  const setup = useApi(setupState, undefined, { staleTime: Infinity, enabled: signedOut });

  useEffect(() => {
    onSignedOut(() => {
      live.stop();
      forgetEverything();
      void me.refetch();
    });
  });

  if (me.data !== undefined && !signedOut) return <Desk />;
  if (!signedOut)
    return me.error === null ? null : <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  if (setup.data === undefined)
    return setup.error === null ? null : (
      <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />
    );
  return (
    <Suspense>{setup.data.needed ? <Setup /> : <SignIn organisation={setup.data.organisation} />}</Suspense>
  );
}

function Desk() {
  const { data: me } = useApi(getMe, undefined, { staleTime: Infinity });
  const { setColorScheme } = useMantineColorScheme();
  useLiveUpdates();
  const { theme } = preferencesOf(me);
  useEffect(() => {
    if (me !== undefined) applyPreferences(me);
  }, [me]);
  useEffect(() => setColorScheme(theme), [theme, setColorScheme]);
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, []);
  return <RouterProvider router={router} />;
}
