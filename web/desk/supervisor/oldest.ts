/** The question for the contact that waits longest, as the cache keeps it. */
export const oldestWaiting = { query: { state: 'queued', sort: 'oldest', limit: 1 } } as const;
