import type { Platform } from '#server/platform/index.ts';
import { keyFile, readKeys } from './key-file.ts';
import { newDataKey, unwrap, wrap } from './sealing.rules.ts';

/** A new data key for a recording, wrapped by the current key of the key file. */
export function makeDataKey(
  platform: Platform,
  recordingId: string,
): { dataKey: Buffer; keyId: string; wrappedKey: Buffer } {
  const { current } = readKeys(keyFile(platform.config.dataDir));
  const dataKey = newDataKey();
  return { dataKey, keyId: current.id, wrappedKey: wrap(current, recordingId, dataKey) };
}

/** @throws KeyMissing, or when the wrapped key was tampered with */
export const openDataKey = (
  platform: Platform,
  row: { id: string; keyId: string; wrappedKey: Buffer },
): Buffer => unwrap(readKeys(keyFile(platform.config.dataDir)).get(row.keyId), row.id, row.wrappedKey);
