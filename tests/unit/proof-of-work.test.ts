import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { solve } from '#web/kit/proof-of-work.ts';
import { firstWord } from '#web/kit/sha256.ts';

describe('the browser’s proof of work', () => {
  it('hashes as SHA-256 does, at every length around a block', () => {
    for (let length = 0; length < 140; length += 1) {
      const text = 'abcdefghij0123456789'.repeat(7).slice(0, length);
      expect(firstWord(text)).toBe(createHash('sha256').update(text).digest().readUInt32BE(0));
    }
  });
  it('finds a solution that the server’s own hash confirms', async () => {
    const nonce = 'mb1x2y.Zk3';
    const solution = await solve({ nonce, difficulty: 12 });
    const hash = createHash('sha256').update(`${nonce}:${solution}`).digest();
    expect(Math.clz32(hash.readUInt32BE(0))).toBeGreaterThanOrEqual(12);
  });
  it('stops when nobody wants the answer any more', async () => {
    const stop = new AbortController();
    const endless = solve({ nonce: 'x', difficulty: 33 }, stop.signal);
    stop.abort(new Error('left'));
    await expect(endless).rejects.toThrow('left');
  });
});
