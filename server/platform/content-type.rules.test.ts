import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { contentTypeOf } from './content-type.ts';

/** A zip with the given names; contents are deflated. */
function zip(names: readonly string[], content = Buffer.from('x'), stored = false): Buffer {
  const parts = names.map((name) => {
    const body = stored ? content : deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(stored ? 0 : 8, 8);
    header.writeUInt32LE(body.length, 18);
    header.writeUInt32LE(content.length, 22);
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(name), body]);
  });
  return Buffer.concat(parts);
}
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n');
const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

describe('the content decides, not the name', () => {
  test.each([
    [
      'bolletta.pdf',
      'application/pdf',
      PDF,
      { type: 'application/pdf', mismatch: false, dangerous: false, inlineSafe: true },
    ],
    [
      'foto.png',
      'image/png',
      PNG,
      { type: 'image/png', mismatch: false, dangerous: false, inlineSafe: true },
    ],
    ['bolletta.pdf', 'application/octet-stream', PDF, { mismatch: false, dangerous: false }],
    [
      'bolletta.pdf',
      'application/pdf',
      EXE,
      { mismatch: true, dangerous: true, reason: 'program', kind: 'program' },
    ],
    [
      'bolletta.pdf',
      'application/pdf',
      Buffer.from('<html><script>x</script>'),
      { type: 'text/html', mismatch: true, dangerous: true, inlineSafe: false },
    ],
    [
      'foto.png',
      'image/png',
      Buffer.from('<svg xmlns="x" onload="a()">'),
      { type: 'image/svg+xml', mismatch: true, dangerous: true, inlineSafe: false },
    ],
    ['fattura.pdf.exe', 'application/pdf', EXE, { dangerous: true }],
    ['fattura.pdf .js', 'text/plain', Buffer.from('alert(1)'), { dangerous: true, reason: 'disguised' }],
    ['script.ps1', 'text/plain', Buffer.from('Get-Item'), { dangerous: true, reason: 'script' }],
    ['senza', '', Buffer.from('#!/bin/sh\necho'), { type: 'text/x-script', dangerous: true }],
    [
      'letture.csv',
      'text/csv',
      Buffer.from('data;lettura\nperché;1\n'),
      { type: 'text/csv', mismatch: false, dangerous: false },
    ],
    [
      'note.txt',
      'text/plain',
      Buffer.from('perché', 'latin1'),
      { type: 'text/plain', mismatch: false, inlineSafe: true },
    ],
    [
      'note.txt',
      'text/plain',
      Buffer.from('\ufeffperché', 'utf16le'),
      { type: 'text/plain', mismatch: false },
    ],
    [
      'invito.ics',
      'text/calendar',
      Buffer.from('BEGIN:VCALENDAR\r\n'),
      { type: 'text/calendar', mismatch: false },
    ],
    [
      'x.bin',
      '',
      Buffer.from([1, 2, 3, 0, 4, 5]),
      { type: 'application/octet-stream', kind: 'other', dangerous: false },
    ],
    [
      'vuoto.pdf',
      'application/pdf',
      Buffer.alloc(0),
      { mismatch: false, dangerous: false, inlineSafe: false },
    ],
    ['disco.iso', 'application/octet-stream', Buffer.alloc(100), { dangerous: true, reason: 'disk_image' }],
    [
      'mail.eml',
      'message/rfc822',
      Buffer.from('From: a@example.org\nSubject: x\n\nciao'),
      { type: 'message/rfc822', kind: 'mail', mismatch: false },
    ],
  ])('%s declared %s', async (name, declared, content, expected) => {
    expect(await contentTypeOf(content, name, declared)).toMatchObject(expected);
  });
});

describe('zip based files', () => {
  test('office documents are told apart, and those with macros are dangerous', async () => {
    const docx = zip(['[Content_Types].xml', '_rels/.rels', 'word/document.xml']);
    expect(await contentTypeOf(docx, 'lettera.docx', '')).toMatchObject({
      extension: 'docx',
      kind: 'document',
      dangerous: false,
    });
    const xlsm = zip(['[Content_Types].xml', 'xl/workbook.xml', 'xl/vbaProject.bin']);
    expect(await contentTypeOf(xlsm, 'conti.xlsx', '')).toMatchObject({
      extension: 'xlsm',
      dangerous: true,
      reason: 'active_document',
    });
    const odt = zip(['mimetype'], Buffer.from('application/vnd.oasis.opendocument.text'), true);
    expect(await contentTypeOf(odt, 'lettera.odt', '')).toMatchObject({
      extension: 'odt',
      kind: 'document',
      dangerous: false,
    });
  });
  test('a program in Java is a program, whatever it is called', async () => {
    expect(
      await contentTypeOf(zip(['META-INF/MANIFEST.MF', 'A.class']), 'foto.zip', 'application/zip'),
    ).toMatchObject({ kind: 'program', dangerous: true });
  });
  test('a zip bomb is a closed archive', async () => {
    const bomb = zip(['bomba.txt'], Buffer.alloc(50 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await contentTypeOf(bomb, 'bomba.zip', 'application/zip')).toMatchObject({
      type: 'application/zip',
      kind: 'archive',
      inlineSafe: false,
    });
  });
});
