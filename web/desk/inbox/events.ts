import type { LiveEvent } from '#contract/live.ts';

export function onInboxEvent(_event: LiveEvent): void {}
