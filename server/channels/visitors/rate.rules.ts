/** Tokens by key: `burst` at once, then `perMinute`. Forgets keys that are full again, so strangers cost no memory. */
export interface Rate {
  /** Takes one token; false when there is none. */
  take(key: string, now: number): boolean;
  /** Seconds until the next token. */
  wait(key: string, now: number): number;
  size(): number;
}

export function createRate({ burst, perMinute }: { burst: number; perMinute: number }): Rate {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweptAt = 0;
  const filled = (key: string, now: number) => {
    const bucket = buckets.get(key);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perMinute) / 60_000);
  };
  return {
    take(key, now) {
      if (now - sweptAt > 60_000) {
        sweptAt = now;
        for (const known of buckets.keys()) if (filled(known, now) >= burst) buckets.delete(known);
      }
      const tokens = filled(key, now);
      if (tokens < 1) return false;
      buckets.set(key, { tokens: tokens - 1, at: now });
      return true;
    },
    wait: (key, now) => Math.max(1, Math.ceil(((1 - filled(key, now)) * 60) / perMinute)),
    size: () => buckets.size,
  };
}
