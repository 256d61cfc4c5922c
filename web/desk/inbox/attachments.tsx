import { IconDownload, IconFile, IconFileTypePdf, IconFileZip, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import type { Message } from '#contract/conversations.ts';
import { Dialog, formats, useText } from '#web/kit/index.ts';

type File = Message['attachments'][number];
// What a browser shows by itself without running anything; the server serves it in a way that it cannot act.
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The files of a message: pictures are shown small and open large, the rest is downloaded. */
export function Attachments({ files }: { files: File[] }) {
  const t = useText('inbox');
  const [open, setOpen] = useState<File | null>(null);
  if (files.length === 0) return null;
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id} className="file">
          {pictures.has(file.type) ? (
            <button
              type="button"
              className="thumb"
              aria-label={t('file.open', { name: file.name })}
              onClick={() => setOpen(file)}
            >
              <img src={`${file.url}?inline=1`} alt="" loading="lazy" />
            </button>
          ) : (
            <FileIcon type={file.type} />
          )}
          <span className="grow">
            <span className="ell file-name">{file.name}</span>
            <span className="s12 t3 num">{formats.bytes(file.size)}</span>
          </span>
          <a
            className="icon-btn"
            href={file.url}
            download={file.name}
            aria-label={t('file.download', { name: file.name })}
          >
            <IconDownload size={16} aria-hidden />
          </a>
        </li>
      ))}
      {open !== null && (
        <Dialog title={open.name} onClose={() => setOpen(null)} size={900}>
          <img className="picture" src={`${open.url}?inline=1`} alt={open.name} />
        </Dialog>
      )}
    </ul>
  );
}

export function FileIcon({ type }: { type: string }) {
  const Icon = type.startsWith('image/')
    ? IconPhoto
    : type === 'application/pdf'
      ? IconFileTypePdf
      : /zip|tar|rar|7z/.test(type)
        ? IconFileZip
        : IconFile;
  return <Icon size={20} stroke={1.6} className="t3 file-icon" aria-hidden />;
}
