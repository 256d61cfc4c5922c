import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Output, Route } from '#contract/route.ts';
import { ApiProblem, call, newKey, type CallInput } from './api.ts';
import { minded } from './first-load.ts';

/** The cache key of a call: method and path, then its input. Invalidate by a prefix of it. */
export const keyOf = <R extends Route>(route: R, input?: Partial<CallInput<R>>): readonly unknown[] =>
  input === undefined ? [`${route.method} ${route.path}`] : [`${route.method} ${route.path}`, input];

/** One cache for the whole app. Live events, not timers, make things stale. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof ApiProblem && isPassing(error) && count < 3,
      retryDelay: (count) => Math.min(500 * 2 ** count, 5_000),
    },
    mutations: { retry: false },
  },
});
minded(queryClient);

/** A fault that may be gone in a moment: no answer, or a server that is busy or starting. */
export const isPassing = (problem: ApiProblem): boolean =>
  problem.status === 0 || problem.status === 429 || problem.status >= 502;

interface ReadOptions<R extends Route, T> {
  enabled?: boolean;
  staleTime?: number;
  refetchInterval?: number;
  refetchOnWindowFocus?: boolean;
  keepPrevious?: boolean;
  select?: (output: Output<R>) => T;
}

/** Reads an operation through the cache. */
export function useApi<R extends Route, T = Output<R>>(
  route: R,
  input?: CallInput<R>,
  { keepPrevious, ...options }: ReadOptions<R, T> = {},
): UseQueryResult<T, ApiProblem> {
  return useQuery<Output<R>, ApiProblem, T>({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, input, { signal }),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...options,
  });
}

type WriteOptions<R extends Route> = Omit<
  UseMutationOptions<Output<R>, ApiProblem, CallInput<R>>,
  'mutationFn'
> & {
  /** Calls whose cached answers this write makes wrong: all inputs of each route. */
  invalidates?: Route[];
};

/** Performs a write: `mutate({ params, body })`. A try after a passing fault repeats the same idempotency key. */
export function useWrite<R extends Route>(
  route: R,
  { invalidates = [], onSuccess, ...options }: WriteOptions<R> = {},
): UseMutationResult<Output<R>, ApiProblem, CallInput<R>> {
  const client = useQueryClient();
  return useMutation<Output<R>, ApiProblem, CallInput<R>>({
    mutationFn: (input) => callPatiently(route, input),
    onSuccess: (...all) => {
      for (const one of invalidates) void client.invalidateQueries({ queryKey: keyOf(one) });
      return onSuccess?.(...all);
    },
    ...options,
  });
}

/** A write tried again twice when nothing answers; the server does it once because the key stays the same. */
export async function callPatiently<R extends Route>(route: R, input: CallInput<R>): Promise<Output<R>> {
  const idempotencyKey = newKey();
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(route, input, { idempotencyKey });
    } catch (error) {
      if (!(error instanceof ApiProblem) || !isPassing(error) || attempt >= 2) throw error;
      await new Promise((done) => setTimeout(done, 400 * 2 ** attempt));
    }
  }
}

const stale = new Map<string, readonly unknown[]>();
/**
 * Marks what the cache holds of these calls as old; what is on screen is fetched again. Calls within the same blink
 * are one: an answer of ours and the live events about it come together.
 */
export function invalidate<R extends Route>(route: R, input?: Partial<CallInput<R>>): void {
  const key = keyOf(route, input);
  if (stale.size === 0)
    setTimeout(() => {
      const keys = [...stale.values()];
      stale.clear();
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    }, 30);
  stale.set(JSON.stringify(key), key);
}
