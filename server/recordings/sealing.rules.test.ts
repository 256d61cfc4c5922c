import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addKey, dropKeys, ensureKeys, KeyMissing, readKeys } from './key-file.ts';
import { decrypt, encrypt, newDataKey, partPlace, printOf, sealOf, unwrap, wrap } from './sealing.rules.ts';

const place = { number: 3, startMs: 1000, lengthMs: 500 };
describe('an encrypted part', () => {
  const key = newDataKey();
  const content = Buffer.from('what was said');
  const sealed = encrypt(key, partPlace('one', place), content);
  test('opens in its own place only', () => {
    expect(decrypt(key, partPlace('one', place), sealed)).toEqual(content);
    for (const other of [
      partPlace('two', place),
      partPlace('one', { ...place, number: 4 }),
      partPlace('one', { ...place, startMs: 1020 }),
    ])
      expect(() => decrypt(key, other, sealed)).toThrow(/authenticate/);
    expect(() => decrypt(newDataKey(), partPlace('one', place), sealed)).toThrow(/authenticate/);
  });
  test('that was changed by one bit does not open', () => {
    const changed = Buffer.from(sealed.content);
    changed[4]! ^= 1;
    expect(() => decrypt(key, partPlace('one', place), { ...sealed, content: changed })).toThrow(
      /authenticate/,
    );
  });
  test('that is taken out of the list breaks the seal, in whatever order the list is read', () => {
    const parts = [0, 1, 2].map((number) => ({
      number,
      startMs: number * 500,
      lengthMs: 500,
      print: printOf(key, { ...place, number }, content),
    }));
    const seal = sealOf(key, 'one', parts);
    expect(sealOf(key, 'one', parts.toReversed())).toEqual(seal);
    expect(sealOf(key, 'one', parts.slice(0, 2))).not.toEqual(seal);
    expect(sealOf(key, 'two', parts)).not.toEqual(seal);
  });
});

describe('the key file', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(os.tmpdir(), 'filodiretto-keys-')), 'keys', 'recordings.json');
  });
  afterEach(() => rmSync(path.dirname(path.dirname(file)), { recursive: true, force: true }));
  const now = new Date('2026-11-29T10:00:00Z');

  test('is made once, for its owner only, and is the same to whoever comes second', () => {
    ensureKeys(file, now);
    const first = readKeys(file).current;
    ensureKeys(file, now);
    expect(readKeys(file).current).toEqual(first);
    expect([statSync(file).mode & 0o777, statSync(path.dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('after a rotation wraps with the new key and still opens what the old one wrapped, until that is dropped', () => {
    ensureKeys(file, now);
    const old = readKeys(file).current;
    const dataKey = newDataKey();
    const wrapped = wrap(old, 'one', dataKey);
    const next = addKey(file, now);
    expect(readKeys(file).current.id).toBe(next);
    expect(unwrap(readKeys(file).get(old.id), 'one', wrapped)).toEqual(dataKey);
    expect(() => unwrap(readKeys(file).get(old.id), 'two', wrapped)).toThrow(/authenticate/);
    expect(dropKeys(file, new Set([old.id]))).toEqual([]);
    expect(dropKeys(file, new Set())).toEqual([old.id]);
    expect(() => readKeys(file).get(old.id)).toThrow(KeyMissing);
  });

  test('that is none says so without quoting what it holds', () => {
    ensureKeys(file, now);
    const secret = Object.values(
      (JSON.parse(readFileSync(file, 'utf8')) as { keys: Record<string, { key: string }> }).keys,
    )[0]!.key;
    writeFileSync(file, `{"current": "x", "keys": {"y": {"key": "${secret}"`);
    const told = (() => {
      try {
        readKeys(file);
        return '';
      } catch (error) {
        return `${(error as Error).message} ${(error as Error).stack}`;
      }
    })();
    expect(told).toContain('is not a key file');
    expect(told).not.toContain(secret);
  });
});
