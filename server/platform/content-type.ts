/**
 * What a file is, by its content. The name and the declared type are claims of a stranger: they only decide between
 * types that have no signature. An archive is recognised, never opened, so a zip bomb stays a small closed file.
 */
import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';

export type FileKind =
  | 'image'
  | 'audio'
  | 'video'
  | 'document'
  | 'archive'
  | 'text'
  | 'mail'
  | 'program'
  | 'other';

/**
 * `type` by content. `mismatch`: the declared type or the extension claims something else than the content is.
 * `dangerous`: never to be opened by a click; offered as a download with a warning at most. `reason` says why.
 * `inlineSafe`: may be shown in the page (raster pictures, PDF, plain text served as text/plain).
 */
export type ContentType = {
  type: string;
  extension: string;
  kind: FileKind;
  mismatch: boolean;
  dangerous: boolean;
  reason: 'program' | 'script' | 'active_document' | 'disguised' | 'disk_image' | null;
  inlineSafe: boolean;
};

/** Extensions that a desktop system runs, mounts or lets run code: refused by forms and chat, marked in mail. */
export const DANGEROUS_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'ade adp app appx appxbundle bas bat chm cmd com cpl dll dmg drv exe gadget hlp hta inf ins iqy iso img isp jar jnlp js jse ' +
    'ksh lib library-ms lnk mad maf mda mde mdb msc msi msix msp mst ocx one onepkg pif ppa ppam ps1 ps1xml psc1 psm1 py pyc ' +
    'rb reg scf scr sct search-ms settingcontent-ms sh shb shs slk sys tmp url vb vbe vbs vhd vhdx vxd wll ws wsc wsf wsh ' +
    'xbap xla xlam xll docm dotm xlsm xltm xlsb pptm potm ppsm svg svgz htm html xhtml shtml mht mhtml xml xsl xslt swf'
  ).split(' '),
);

const BY_EXTENSION: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  csv: 'text/csv',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  md: 'text/markdown',
  json: 'application/json',
  log: 'text/plain',
  eml: 'message/rfc822',
  html: 'text/html',
  htm: 'text/html',
  xml: 'application/xml',
  svg: 'image/svg+xml',
  p7m: 'application/pkcs7-mime',
  p7s: 'application/pkcs7-signature',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  msg: 'application/vnd.ms-outlook',
};
const OLD_OFFICE = new Set(['doc', 'xls', 'ppt', 'msg']);
const MACRO_OFFICE = /macroenabled|\.sheet\.binary/i;
const PROGRAM_TYPES =
  /^application\/(?:x-msdownload|x-dosexec|vnd\.microsoft\.portable-executable|x-elf|x-executable|x-mach-binary|x-ms-shortcut|x-msi|java-vm|x-java-archive|java-archive|wasm|x-shockwave-flash|vnd\.android\.package-archive|vnd\.debian\.binary-package|x-deb|x-rpm|x-apple-diskimage|x-ole-storage-msi)$/;
const ARCHIVE_TYPES =
  /(?:zip|gzip|x-7z-compressed|x-rar-compressed|x-tar|x-bzip2?|x-xz|zstd|x-compress|x-lzip|x-lz4|x-cpio|vnd\.ms-cab-compressed|x-ace|x-arj|x-unix-archive|x-lha|x-stuffit)$/;
const SCRIPT_START = /^(?:#!|<\?php|@echo\b|powershell\b|<(?:job|package)\b[^>]{0,200}>\s*<script)/i;
const MARKUP_START =
  /^(?:<!--[\s\S]{0,500}?-->\s*)?<(?:!doctype html|html|head|body|script|iframe|meta|svg|xhtml)\b/i;

/** Lower-case extension of a file name, without the dot; '' when there is none. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9_-]{1,20})\s*$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

type Detected = { type: string; extension: string };

/** Office files are zip files: the names inside, stored in clear text, tell which one, without unpacking anything. */
function insideZip(content: Buffer, extension: string): Detected | null {
  const ends = Buffer.concat([
    content.subarray(0, 65_536),
    content.subarray(Math.max(65_536, content.length - 65_536)),
  ]);
  const has = (name: string): boolean => ends.includes(name);
  if (!has('[Content_Types].xml')) {
    if (has('META-INF/MANIFEST.MF') && !has('mimetypeapplication/'))
      return { type: 'application/java-archive', extension: 'jar' };
    return null;
  }
  const macro = has('vbaProject.bin');
  const pick = (plain: string, type: string, withMacro: string, macroType: string): Detected =>
    macro
      ? { type: macroType, extension: withMacro }
      : { type: `application/vnd.openxmlformats-officedocument.${type}`, extension: plain };
  if (has('word/'))
    return pick(
      'docx',
      'wordprocessingml.document',
      'docm',
      'application/vnd.ms-word.document.macroenabled.12',
    );
  if (has('xl/')) {
    if (has('xl/workbook.bin') || extension === 'xlsb')
      return { type: 'application/vnd.ms-excel.sheet.binary.macroenabled.12', extension: 'xlsb' };
    return pick('xlsx', 'spreadsheetml.sheet', 'xlsm', 'application/vnd.ms-excel.sheet.macroenabled.12');
  }
  if (has('ppt/'))
    return pick(
      'pptx',
      'presentationml.presentation',
      'pptm',
      'application/vnd.ms-powerpoint.presentation.macroenabled.12',
    );
  return null;
}

function detectText(content: Buffer, extension: string): Detected {
  const start = content.subarray(0, 65_536);
  const wide = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (!wide && start.includes(0)) return { type: 'application/octet-stream', extension: 'bin' };
  let controls = 0;
  for (const byte of start)
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) controls++;
  if (!wide && controls > start.length / 50) return { type: 'application/octet-stream', extension: 'bin' };
  const big = start[0] === 0xfe ? Buffer.from(start.subarray(0, start.length & ~1)).swap16() : start;
  const text = (
    wide ? big.toString('utf16le') : isUtf8(start) ? start.toString('utf8') : start.toString('latin1')
  )
    .replace(/^\ufeff/, '')
    .trimStart();
  if (
    /^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,500}?-->\s*|<!doctype svg[^>]{0,500}>\s*)*<svg\b/i.test(text)
  )
    return { type: 'image/svg+xml', extension: 'svg' };
  if (MARKUP_START.test(text)) return { type: 'text/html', extension: 'html' };
  if (SCRIPT_START.test(text))
    return { type: 'text/x-script', extension: extension === '' ? 'sh' : extension };
  if (text.startsWith('<?xml')) return { type: 'application/xml', extension: 'xml' };
  if (/^BEGIN:VCALENDAR/i.test(text)) return { type: 'text/calendar', extension: 'ics' };
  if (/^BEGIN:VCARD/i.test(text)) return { type: 'text/vcard', extension: 'vcf' };
  if (
    extension === 'eml' ||
    /^(?:(?:received|return-path|from|message-id|mime-version):[^\n]{1,2000}\n){2}/i.test(text)
  ) {
    return { type: 'message/rfc822', extension: 'eml' };
  }
  const claimed = BY_EXTENSION[extension];
  if (claimed && /^text\/(?!html)|^application\/json$/.test(claimed)) return { type: claimed, extension };
  return { type: 'text/plain', extension: DANGEROUS_EXTENSIONS.has(extension) ? extension : 'txt' };
}

async function detect(content: Buffer, extension: string): Promise<Detected> {
  if (content.length === 0) return { type: 'application/octet-stream', extension: 'bin' };
  if (content[0] === 0x50 && content[1] === 0x4b && content[2] === 3 && content[3] === 4) {
    const office = insideZip(content, extension);
    if (office) return office;
    const odf = /mimetype(application\/[\w.+-]{1,100})/.exec(
      content.subarray(30, 200).toString('latin1'),
    )?.[1];
    const odfExtension = odf && /opendocument\.(text|spreadsheet|presentation)/.exec(odf)?.[1];
    if (odf && odfExtension)
      return {
        type: odf,
        extension: { text: 'odt', spreadsheet: 'ods', presentation: 'odp' }[odfExtension] ?? 'odt',
      };
    return odf === 'application/epub+zip' || odf === 'application/epub'
      ? { type: 'application/epub+zip', extension: 'epub' }
      : { type: 'application/zip', extension: 'zip' };
  }
  // Signatures stand at the start; a hostile container must not make us walk through the whole file.
  const found = await fileTypeFromBuffer(content.subarray(0, 65_536)).catch(() => undefined);
  if (found && found.mime === 'application/x-cfb') {
    if (extension === 'msi') return { type: 'application/x-msi', extension: 'msi' };
    if (OLD_OFFICE.has(extension)) return { type: BY_EXTENSION[extension] ?? found.mime, extension };
  }
  if (found && found.mime !== 'application/xml') return { type: found.mime, extension: found.ext };
  if (content[0] === 0x30 && (content[1] ?? 0) >= 0x80 && (extension === 'p7m' || extension === 'p7s')) {
    return { type: BY_EXTENSION[extension] ?? 'application/pkcs7-mime', extension };
  }
  return detectText(content, extension);
}

function kindOf(type: string): FileKind {
  if (PROGRAM_TYPES.test(type) || type === 'text/x-script') return 'program';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  if (type === 'message/rfc822' || type === 'application/vnd.ms-outlook') return 'mail';
  if (/pdf$|officedocument|opendocument|msword|ms-excel|ms-powerpoint|ms-word|rtf$|x-cfb|epub/.test(type))
    return 'document';
  if (type.startsWith('text/') || type === 'application/json' || type === 'application/xml') return 'text';
  if (ARCHIVE_TYPES.test(type)) return 'archive';
  return 'other';
}

const INLINE =
  /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf|text\/plain|audio\/(?:mpeg|ogg|wav|mp4|x-m4a)|video\/(?:mp4|webm))$/;
/** Spellings of one type that are no contradiction. */
const SAME: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
  'application/x-zip-compressed': 'application/zip',
  'text/xml': 'application/xml',
  'application/x-pkcs7-mime': 'application/pkcs7-mime',
};

function contradicts(declared: string, found: Detected, nameExtension: string): boolean {
  const claim = SAME[declared] ?? declared;
  const family = (type: string): string => (/^text\/|json$|xml$|rfc822$/.test(type) ? 'text' : kindOf(type));
  const vague = claim === '' || claim === 'application/octet-stream' || claim === 'binary/octet-stream';
  if (!vague && claim !== found.type && family(claim) !== family(found.type)) return true;
  const byName = BY_EXTENSION[nameExtension];
  const picture = /^(?:png|jpe?g|gif|webp|bmp|tiff?|heic)$/;
  if (picture.test(nameExtension)) return !found.type.startsWith('image/') || found.type === 'image/svg+xml';
  if (nameExtension === 'pdf') return found.type !== 'application/pdf';
  return (
    byName !== undefined && family(byName) !== family(found.type) && found.type !== 'application/octet-stream'
  );
}

/** Types a file by content. `declaredType` and `name` are what the sender claimed. */
export async function contentTypeOf(
  content: Buffer,
  name: string,
  declaredType: string,
): Promise<ContentType> {
  const nameExtension = extensionOf(name);
  const found = await detect(content, nameExtension);
  const declared = declaredType.toLowerCase().split(';')[0]?.trim() ?? '';
  const kind = kindOf(found.type);
  const mismatch = content.length > 0 && contradicts(declared, found, nameExtension);
  let reason: ContentType['reason'] = null;
  // `fattura.pdf.exe`, and the same with blanks in between, mean to deceive whatever they are.
  const doubled =
    /\.(?:pdf|docx?|xlsx?|jpe?g|png|txt|zip)[\s._-]*\.[a-z0-9]{1,6}$/i.test(name) &&
    DANGEROUS_EXTENSIONS.has(nameExtension);
  if (kind === 'program' && found.type !== 'text/x-script') reason = 'program';
  else if (doubled) reason = 'disguised';
  else if (found.type === 'text/x-script') reason = 'script';
  else if (/^(?:iso|img|vhdx?|dmg)$/.test(nameExtension) || found.type === 'application/x-apple-diskimage')
    reason = 'disk_image';
  else if (found.type === 'text/html' || found.type === 'image/svg+xml' || MACRO_OFFICE.test(found.type))
    reason = 'active_document';
  else if (DANGEROUS_EXTENSIONS.has(nameExtension)) reason = kind === 'text' ? 'script' : 'program';
  return {
    type: found.type,
    extension: found.extension,
    kind,
    mismatch,
    dangerous: reason !== null,
    reason,
    inlineSafe: reason === null && INLINE.test(found.type),
  };
}
