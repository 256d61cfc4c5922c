import { useState } from 'react';
import { uploadAttachment, type Message } from '#contract/conversations.ts';
import { newKey, toastProblem, upload } from '#web/kit/index.ts';

export interface Uploading {
  id: string;
  name: string;
  size: number;
  part: number;
  stop: () => void;
}

/** Files on their way to the server; each one that has arrived is told to `onArrived`. */
export function useUploads(onArrived: (file: Message['attachments'][number]) => void) {
  const [uploading, setUploading] = useState<Uploading[]>([]);
  const drop = (id: string) => setUploading((all) => all.filter((one) => one.id !== id));
  const add = (files: File[]) => {
    for (const file of files) {
      const id = newKey();
      const abort = new AbortController();
      const stop = () => {
        abort.abort();
        drop(id);
      };
      setUploading((all) => [...all, { id, name: file.name, size: file.size, part: 0, stop }]);
      upload(uploadAttachment, file, {
        signal: abort.signal,
        onProgress: (part) =>
          setUploading((all) => all.map((one) => (one.id === id ? { ...one, part } : one))),
      }).then(
        (file) => {
          drop(id);
          onArrived(file);
        },
        (error: unknown) => {
          drop(id);
          if (!abort.signal.aborted) toastProblem(error);
        },
      );
    }
  };
  return { uploading, add };
}
