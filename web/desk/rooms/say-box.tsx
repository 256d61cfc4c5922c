import { IconPaperclip, IconSend2, IconX } from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import {
  listMembers,
  listPosts,
  listRooms,
  sayInRoom,
  uploadRoomFile,
  type RoomFile,
  type RoomMember,
} from '#contract/rooms.ts';
import {
  Button,
  callPatiently,
  formats,
  IconButton,
  invalidate,
  toastProblem,
  upload,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import { fits, naming, stillNamed } from './words.rules.ts';

/**
 * Where something is said: Enter sends, Shift Enter begins a line, @ names a colleague who may see the room. What could
 * not be sent stays in the box.
 */
export function SayBox({
  room,
  open,
  thread,
  label,
  focused = false,
}: {
  /** The room, where there is one yet. */
  room: string | null;
  /** Makes the room; resolves to its id. */
  open?: () => Promise<string>;
  thread?: string;
  label: string;
  focused?: boolean;
}) {
  const t = useText('rooms');
  const me = useMe();
  const list = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [files, setFiles] = useState<RoomFile[]>([]);
  const [busy, setBusy] = useState(false);
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<RoomMember[]>([]);
  // The same words sent again, because no answer came, are one post.
  const attempt = useRef<{ words: string; clientId: string } | null>(null);
  const members = useApi(
    listMembers,
    { params: { id: room ?? '' } },
    { enabled: room !== null && query !== null, staleTime: 30_000 },
  );
  const people =
    query === null
      ? []
      : (members.data?.items ?? []).filter(({ id, name }) => id !== me.id && fits(name, query)).slice(0, 8);

  const name = (one: RoomMember) => {
    const field = box.current;
    if (field === null || query === null) return;
    const caret = field.selectionStart;
    const from = caret - query.length;
    const words = `${text.slice(0, from)}${one.name} ${text.slice(caret)}`;
    setText(words);
    setChosen((known) => [...known.filter(({ id }) => id !== one.id), one]);
    setQuery(null);
    const place = from + one.name.length + 1;
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(place, place);
    });
  };
  const add = async (picked: readonly File[]) => {
    setBusy(true);
    try {
      for (const file of picked.slice(0, 10 - files.length)) {
        const kept = await upload(uploadRoomFile, file);
        setFiles((known) => [...known, kept]);
      }
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
      if (picker.current !== null) picker.current.value = '';
    }
  };
  const send = async () => {
    const words = text.trim();
    if ((words === '' && files.length === 0) || busy) return;
    setBusy(true);
    const same = JSON.stringify([words, files.map(({ id }) => id)]);
    if (attempt.current?.words !== same) attempt.current = { words: same, clientId: crypto.randomUUID() };
    try {
      const id = room ?? (await open!());
      await callPatiently(sayInRoom, {
        params: { id },
        body: {
          text: words,
          thread: thread ?? null,
          mentions: stillNamed(words, chosen).map((one) => one.id),
          files: files.map((file) => file.id),
          clientId: attempt.current.clientId,
        },
      });
      setText('');
      setFiles([]);
      setChosen([]);
      attempt.current = null;
      invalidate(listPosts, { params: { id } });
      invalidate(listRooms);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
      box.current?.focus();
    }
  };
  const menu = people.length > 0;
  return (
    <form
      className="say-box"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {menu && (
        <div className="suggestions" id={list} role="listbox" aria-label={t('people')}>
          {people.map((one, i) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box has the keys
            <div
              key={one.id}
              id={`${list}${i}`}
              role="option"
              aria-selected={i === active}
              onMouseEnter={() => setActive(i)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => name(one)}
            >
              <b>{one.name}</b>
              <span className="t3 s12">{t(one.here ? 'here' : 'away')}</span>
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={box}
        className="input"
        rows={2}
        value={text}
        maxLength={10_000}
        aria-label={label}
        placeholder={t('placeholder')}
        dir="auto"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by a button whose purpose is to write
        autoFocus={focused}
        // A text of several lines is no combobox: what may come up says so by itself.
        aria-haspopup="listbox"
        aria-controls={menu ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={menu ? `${list}${active}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setQuery(room === null ? null : naming(event.target.value.slice(0, event.target.selectionStart)));
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (menu && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(event.key)) {
            event.preventDefault();
            if (event.key === 'Escape') setQuery(null);
            else if (event.key === 'Enter' || event.key === 'Tab') name(people[active]!);
            else
              setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : -1) + people.length) % people.length);
          } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            void send();
          }
        }}
      />
      {files.length > 0 && (
        <ul className="say-files">
          {files.map((file) => (
            <li key={file.id} className="row">
              <IconPaperclip size={13} aria-hidden />
              <span className="ell">{file.name}</span>
              <span className="t3 s12 num">{formats.bytes(file.size)}</span>
              <IconButton
                label={t('removeFile', { name: file.name })}
                onClick={() => setFiles((known) => known.filter(({ id }) => id !== file.id))}
              >
                <IconX size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => void add([...(event.target.files ?? [])])}
        />
        <IconButton label={t('attach')} onClick={() => picker.current?.click()}>
          <IconPaperclip size={16} aria-hidden />
        </IconButton>
        <span className="grow s12 t3 ell">{t('keys')}</span>
        <Button
          type="submit"
          look="solid"
          busy={busy}
          disabled={text.trim() === '' && files.length === 0}
          icon={<IconSend2 size={15} aria-hidden className="flip" />}
        >
          {t('say')}
        </Button>
      </div>
    </form>
  );
}
