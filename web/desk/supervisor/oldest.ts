/** The question for those who have waited longest, as the cache keeps it. */
export const oldestWaiting = { query: { state: 'queued', sort: 'oldest', limit: 8 } } as const;
