/** @jsxImportSource preact */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../chat.ts';
import { upload, type Uploaded } from '../upload.ts';
import { sizeText } from '../words.ts';
import { useShared } from './context.ts';
import { arrow, clip, cross } from './icons.tsx';

interface Pending {
  key: number;
  name: string;
  share: number;
  file: Uploaded | null;
  error: string | null;
  stop: () => void;
}
let keys = 0;

/** Where the visitor writes. Enter sends, Shift Enter breaks the line; files go ahead, the line takes them along. */
export function Composer({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  const [text, setText] = useState(chat.draft());
  const [files, setFiles] = useState<Pending[]>([]);
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const pickerRef = useRef<HTMLInputElement>(null);
  const limits = view.welcome!.limits;
  useLayoutEffect(() => {
    const box = areaRef.current;
    if (box === null) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
  }, [text]);

  const write = (value: string) => {
    setText(value);
    chat.setDraft(value);
    if (value !== '') chat.typing(true);
  };
  const ready = files.flatMap(({ file }) => (file === null ? [] : [file]));
  const uploading = files.some(({ file, error }) => file === null && error === null);
  const canSend = !uploading && (text.trim() !== '' || ready.length > 0);
  function send() {
    if (!canSend) return;
    chat.say(text, ready);
    setText('');
    chat.setDraft('');
    setFiles([]);
    areaRef.current?.focus();
  }

  const change = (key: number, part: Partial<Pending>) =>
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  // The server's own sentences name the file already.
  const reasonOf = (code: string, name: string) => {
    const reason =
      code === 'too_large'
        ? t('tooLarge', { size: sizeText(limits.fileBytes, chat.language) })
        : code === 'connection'
          ? t('noConnection')
          : code === 'refused'
            ? t('refusedFile')
            : null;
    return reason === null ? code : t('uploadFailed', { name, reason });
  };
  function add(chosen: readonly File[]) {
    for (const [index, file] of chosen.entries()) {
      const key = (keys += 1);
      const base = { key, name: file.name, share: 0, file: null, stop: () => {} };
      const fault =
        ready.length + index >= limits.files
          ? t('uploadFailed', { name: file.name, reason: t('tooManyFiles', { count: limits.files }) })
          : file.size > limits.fileBytes
            ? t('tooLarge', { size: sizeText(limits.fileBytes, chat.language) })
            : null;
      if (fault !== null) {
        setFiles((all) => [...all, { ...base, error: fault }]);
        continue;
      }
      const { done, stop } = upload(
        `${chat.base}/api/v1/public/chats/${chat.entryPoint}/files`,
        chat.token() ?? '',
        file,
        (share) => change(key, { share }),
      );
      setFiles((all) => [...all, { ...base, error: null, stop }]);
      done.then(
        (uploaded) => change(key, { file: uploaded }),
        ({ message }: Error) =>
          change(key, {
            error: reasonOf(message, file.name),
          }),
      );
    }
    if (pickerRef.current !== null) pickerRef.current.value = '';
  }

  return (
    <div class="foot">
      {files.length > 0 && (
        <ul class="files" aria-label={t('attached')}>
          {files.map(({ key, name, share, file, error, stop }) => (
            <li key={key} class={error === null ? '' : 'bad'}>
              <span role={error === null ? 'status' : 'alert'}>
                {error !== null
                  ? error
                  : file !== null
                    ? t('uploaded', { name, size: sizeText(file.size, chat.language) })
                    : // Told in steps: a screen reader should not read every percent.
                      t('uploading', { name, percent: Math.floor(share * 4) * 25 })}
              </span>
              {error === null && file === null && <progress value={share} aria-hidden="true" />}
              <button
                type="button"
                class="icon"
                onClick={() => {
                  stop();
                  setFiles((all) => all.filter((one) => one.key !== key));
                }}
              >
                {cross}
                <span class="hidden">{t('remove', { name })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          ref={pickerRef}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          accept={limits.accept.join(',')}
          onChange={({ currentTarget }) => add([...(currentTarget.files ?? [])])}
        />
        <button type="button" class="icon" onClick={() => pickerRef.current?.click()}>
          {clip}
          <span class="hidden">{t('attach')}</span>
        </button>
        <textarea
          ref={areaRef}
          data-first
          rows={1}
          dir="auto"
          maxLength={limits.text}
          aria-label={t('write')}
          placeholder={t('write')}
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            // While an input method composes, Enter belongs to it.
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          }}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (pasted.length > 0) {
              event.preventDefault();
              add(pasted);
            }
          }}
        />
        <button type="submit" class="icon send" disabled={!canSend}>
          {arrow}
          <span class="hidden">{t('send')}</span>
        </button>
      </form>
    </div>
  );
}
