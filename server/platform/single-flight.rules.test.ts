import { expect, test } from 'vitest';
import { singleFlight } from './single-flight.ts';

/** Work that ends when the test says so, and counts itself. */
function heldWork() {
  const ends: ((error?: Error) => void)[] = [];
  const failures: unknown[] = [];
  let runs = 0;
  let together = 0;
  let most = 0;
  const flight = singleFlight(
    async () => {
      runs += 1;
      together += 1;
      most = Math.max(most, together);
      try {
        await new Promise<void>((resolve, reject) =>
          ends.push((error) => (error === undefined ? resolve() : reject(error))),
        );
      } finally {
        together -= 1;
      }
    },
    (error) => failures.push(error),
  );
  const end = async (error?: Error) => {
    ends.shift()!(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { flight, end, failures, runs: () => runs, most: () => most };
}

test('calls during a run are folded into one more run, never two at a time', async () => {
  const { flight, end, runs, most } = heldWork();
  for (let call = 0; call < 5; call += 1) flight.wake();
  expect([runs(), flight.busy()]).toEqual([1, true]);
  await end();
  expect(runs()).toBe(2);
  await end();
  await flight.idle();
  expect([runs(), most(), flight.busy()]).toEqual([2, 1, false]);
});

test('a run that fails is told, and what was asked meanwhile still runs', async () => {
  const { flight, end, runs, failures } = heldWork();
  flight.wake();
  flight.wake();
  await end(new Error('away'));
  expect([runs(), failures.length, flight.busy()]).toEqual([2, 1, true]);
  await end();
  expect(flight.busy()).toBe(false);
});

test('once stopped it ends the run under way and begins no other', async () => {
  const { flight, end, runs } = heldWork();
  flight.wake();
  flight.wake();
  flight.stop();
  await end();
  flight.wake();
  await flight.idle();
  expect(runs()).toBe(1);
});
