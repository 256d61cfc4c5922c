import { useSyncExternalStore } from 'react';
import type { LiveState } from '#web/kit/index.ts';
import { live } from './session.ts';

/** Whether the live connection stands, and since when it does not. */
export const useLiveState = (): LiveState => useSyncExternalStore(live.onState, live.state);
