import { describe, expect, it } from 'vitest';
import { judgeFile, plainName } from './files.rules.ts';
import { createRate } from './rate.rules.ts';
import { chatSettings, formSettings, originAllowed } from './settings.rules.ts';
import { chatWait } from '../chat/wait.rules.ts';
import en from '../../../locales/en/public.json' with { type: 'json' };
import it_ from '../../../locales/it/public.json' with { type: 'json' };

describe('how often strangers may come', () => {
  it('gives a burst, then so many a minute, each key for itself', () => {
    const rate = createRate({ burst: 3, perMinute: 60 });
    const taken = (key: string, at: number, times: number) =>
      Array.from({ length: times }, () => rate.take(key, at)).filter(Boolean).length;
    expect(taken('a', 0, 5)).toBe(3);
    expect(taken('b', 0, 5)).toBe(3);
    expect(rate.wait('a', 0)).toBe(1);
    expect(taken('a', 2000, 5)).toBe(2);
    expect(taken('a', 3_600_000, 5)).toBe(3);
  });
  it('forgets keys that are full again', () => {
    const rate = createRate({ burst: 3, perMinute: 60 });
    for (let n = 0; n < 10_000; n += 1) rate.take(`key ${n}`, 0);
    expect(rate.size()).toBe(10_000);
    rate.take('another', 120_000);
    expect(rate.size()).toBe(1);
  });
  it('is not fooled by a clock that goes back', () => {
    const rate = createRate({ burst: 1, perMinute: 60 });
    expect(rate.take('a', 10_000)).toBe(true);
    expect(rate.take('a', 0)).toBe(false);
  });
});

describe('which sites may use an entry point', () => {
  it('is any when none is named, else those named, our own and programs', () => {
    const own = ['https://us.example.org'];
    expect(originAllowed([], 'https://any.example.net', own)).toBe(true);
    const listed = chatSettings({ origins: ['https://WWW.example.org'] }).origins;
    expect(originAllowed(listed, 'https://www.example.org', own)).toBe(true);
    expect(originAllowed(listed, 'https://us.example.org', own)).toBe(true);
    expect(originAllowed(listed, undefined, own)).toBe(true);
    for (const other of ['https://www.example.org.evil.example.net', 'http://www.example.org', 'null', ''])
      expect([other, originAllowed(listed, other, own)]).toEqual([other, false]);
  });
});

describe('settings of an entry point', () => {
  it('fall back one by one when something else was stored', () => {
    expect(
      chatSettings({ graceSeconds: 'long', offlineForm: 7, maxFiles: 2, privacyUrl: 'javascript:alert(1)' }),
    ).toMatchObject({
      graceSeconds: 90,
      offlineForm: null,
      maxFiles: 2,
      privacyUrl: null,
    });
    expect(formSettings(null)).toMatchObject({ difficulty: 15, maxFiles: 5, origins: [] });
    expect(formSettings({ origins: ['https://a.example.org; script-src *'] }).origins).toEqual([]);
  });
});

describe('a stranger’s file', () => {
  const judge = (name: string, content: Buffer | string, type = '') =>
    judgeFile({ name, type, content: Buffer.from(content as string) }, 1000);
  it('is what its bytes say', async () => {
    expect(await judge('lettera.pdf', '%PDF-1.7\n', 'application/pdf')).toMatchObject({
      ok: true,
      type: 'application/pdf',
    });
    expect(await judge('note.txt', 'ciao')).toMatchObject({ ok: true, type: 'text/plain' });
    expect(await judge('lettera.pdf', 'MZ\u0000\u0000', 'application/pdf')).toMatchObject({ ok: false });
    expect(await judge('lettera.pdf', 'solo testo', 'application/pdf')).toMatchObject({
      ok: false,
      why: 'fileMismatch',
    });
    expect(await judge('a.txt', '#!/bin/sh\nrm -rf /')).toMatchObject({ ok: false, why: 'fileType' });
    expect(await judge('fattura.pdf.exe', '%PDF-1.7\n')).toMatchObject({ ok: false, why: 'fileType' });
    expect(await judge('a.txt', '')).toMatchObject({ ok: false, why: 'fileEmpty' });
    expect(await judge('a.txt', 'x'.repeat(1001))).toMatchObject({ ok: false, why: 'fileTooLarge' });
  });
  it('has a name that is only a name', () => {
    expect(plainName('../../etc/passwd')).toBe('passwd');
    expect(plainName('C:\\x\\foto.png')).toBe('foto.png');
    expect(plainName('a\u202egnp.exe\u0000')).toBe('agnp.exe');
    expect(plainName('..')).toBe('file');
    expect(plainName('')).toBe('file');
  });
});

describe('the wait told to a visitor', () => {
  const estimate = (over = {}) => ({
    queueId: 'q',
    channel: 'chat',
    waiting: 2,
    seconds: 310,
    secondsPerPlace: 100,
    measuredAt: new Date(0),
    ...over,
  });
  it('grows with the place', () => {
    expect([1, 2, 3, 5].map((place) => chatWait([estimate()], 'q', place))).toEqual([110, 210, 310, 510]);
    expect(chatWait([estimate({ seconds: 50 })], 'q', 1)).toBe(0);
  });
  it('is not told when nothing honest can be said', () => {
    expect(chatWait([], 'q', 1)).toBeNull();
    expect(chatWait([estimate({ channel: 'email' })], 'q', 1)).toBeNull();
    expect(chatWait([estimate({ seconds: null, secondsPerPlace: null })], 'q', 1)).toBeNull();
  });
});

describe('sentences for customers', () => {
  it('are there in both languages, with the same values in them', () => {
    expect(Object.keys(en)).toEqual(Object.keys(it_));
    const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [key, text] of Object.entries(en))
      expect([key, values(text)]).toEqual([key, values(it_[key as keyof typeof it_])]);
  });
});
