import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { minded } from './first-load.ts';

/** A read whose answers are given by hand, in the order in which they were asked for. */
function reading() {
  const asked: ((answer: string) => void)[] = [];
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: false } } });
  minded(client);
  const read = () => new Promise<string>((answer) => asked.push(answer));
  const watch = () => {
    const observer = new QueryObserver(client, { queryKey: ['one'], queryFn: read });
    observer.subscribe(() => undefined);
    return observer;
  };
  return { client, asked, watch };
}

test('what becomes old while it is being read for the first time is read once more', async () => {
  const { client, asked, watch } = reading();
  const observer = watch();
  await client.invalidateQueries({ queryKey: ['other'] });
  void client.invalidateQueries({ queryKey: ['one'] });
  void client.invalidateQueries({ queryKey: ['one'] });
  asked[0]!('as it was');
  await expect.poll(() => asked.length).toBe(2);
  asked[1]!('as it is');
  await expect.poll(() => observer.getCurrentResult().data).toBe('as it is');
  expect(asked).toHaveLength(2);
});

test('what nobody has made old is read once', async () => {
  const { client, asked, watch } = reading();
  const observer = watch();
  asked[0]!('as it is');
  await expect.poll(() => observer.getCurrentResult().data).toBe('as it is');
  await new Promise((done) => setTimeout(done, 0));
  expect(asked).toHaveLength(1);
  expect(client.isFetching()).toBe(0);
});
