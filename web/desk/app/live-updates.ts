import { useEffect } from 'react';
import { getMe } from '#contract/access.ts';
import { listAgents, listQueues, myAgent } from '#contract/routing.ts';
import { invalidate, keyOf, queryClient } from '#web/kit/index.ts';
import { modules } from './modules.ts';
import { live, meNow } from './session.ts';

/** Live events make the cache true again: each module its own part; after a gap too long to tell, all of it. */
export function useLiveUpdates(): void {
  useEffect(() => {
    const stopEvents = live.onEvent((event) => {
      const { kind, data } = event;
      if (kind === 'agent.presence' || kind === 'agent.changed') {
        if (data['agent'] === meNow()?.id) invalidate(myAgent);
        invalidate(listAgents);
      }
      if (kind === 'config.changed') {
        // Rare, and it may change any list of names: what is on screen is fetched again, the rest when asked for.
        void queryClient.invalidateQueries({
          predicate: ({ queryKey }) =>
            queryKey[0] !== keyOf(getMe)[0] && !String(queryKey[0]).includes('/draft/'),
        });
        invalidate(listQueues);
      }
      for (const { onEvent } of modules) onEvent?.(event);
    });
    const stopResets = live.onReset(() => {
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => !String(queryKey[0]).includes('/draft/'),
      });
    });
    return () => {
      stopEvents();
      stopResets();
    };
  }, []);
}
