import { IconCheck, IconNote, IconPaperclip, IconSend2, IconTemplate, IconX } from '@tabler/icons-react';
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type DragEvent,
  type Ref,
} from 'react';
import { firstGap } from '#contract/pure/gaps.ts';
import { undoMessage, type Message } from '#contract/conversations.ts';
import {
  Button,
  ChannelIcon,
  formats,
  IconButton,
  isMail,
  Kbd,
  toastProblem,
  useKey,
  useKeysOf,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { FileIcon } from './attachments.tsx';
import { tellStopped, tellTyping } from './company.ts';
import { addresses, useDraft, type Kind } from './draft.ts';
import type { EditorHandle } from './editor.ts';
import { useUploads } from './files.ts';
import { takesFocus } from './focus.ts';
import { onGivenBack, post, giveBack, type Outgoing } from './outbox.ts';
import { PlainEditor } from './plain-editor.tsx';
import { Recipients } from './recipients.tsx';
import { SuggestionList, useSuggestions, type Suggestion } from './suggest.tsx';
import { triggerIn, type Trigger } from './texts.rules.ts';
import { merge } from './thread-cache.ts';
import { setTyped } from './typed.ts';
import type { FullContact } from './types.ts';

const Gaps = lazy(() => import('./gaps.tsx'));
const RichEditor = lazy(() => import('./rich-editor.tsx'));
// The server holds a mail back this long, so that it can be taken back.
const undoSeconds = 8;

export interface ComposerHandle {
  write(kind: Kind): void;
}

/** Where an answer or a note is written. The button says who will read it. */
export function Composer({
  ref,
  contact,
  canReply,
  canNote,
}: {
  ref: Ref<ComposerHandle>;
  contact: FullContact;
  canReply: boolean;
  canNote: boolean;
}) {
  const t = useText('inbox');
  const [chosen, setChosen] = useState<Kind>('reply');
  const kind: Kind = canReply && (chosen === 'reply' || !canNote) ? 'reply' : 'note';
  const reply = useDraft(contact.conversation, 'reply', canReply);
  const note = useDraft(contact.conversation, 'note', canNote);
  const { draft, change, clear, saved, loaded } = kind === 'reply' ? reply : note;
  const rich = kind === 'reply' && isMail(contact.channel);

  const [replyKey, noteKey] = [useKeysOf('conversation.reply'), useKeysOf('conversation.note')];
  const editor = useRef<EditorHandle>(null);
  // The box comes when it is loaded; one that somebody waits for takes the focus then.
  const attach = useCallback(
    (handle: EditorHandle | null) => {
      editor.current = handle;
      if (handle !== null && canReply && takesFocus(contact.id)) handle.focus();
    },
    [canReply, contact.id],
  );
  const box = useRef<HTMLElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [dropping, setDropping] = useState(false);
  const [sent, setSent] = useState<{
    message: Message;
    words: Pick<Outgoing, 'body' | 'files'>;
    until: number;
  } | null>(null);
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  // Where the "/" stands, and the one whose menu was left: it stays away while more is written behind that one.
  const beforeMenu = useRef<number | null>(null);
  const left = useRef<number | null>(null);
  const listId = useId();
  const suggestions = useSuggestions(trigger, contact);
  const menuOpen = trigger !== null && suggestions.length > 0;
  const { uploading, add } = useUploads((file) =>
    change(({ attachments }) => ({ attachments: [...attachments, file] })),
  );
  const draftNow = useRef(draft);
  useEffect(() => {
    draftNow.current = draft;
  });

  const write = useCallback((wanted: Kind) => {
    setChosen(wanted);
    setTrigger(null);
    requestAnimationFrame(() => editor.current?.focus());
  }, []);
  useImperativeHandle(ref, () => ({ write }));

  // Words that come from outside the box (a draft, a mail taken back) go into it.
  useEffect(() => {
    if (rich && loaded > 0) editor.current?.set(draftNow.current.text, draftNow.current.html);
  }, [loaded, rich]);
  useEffect(
    () =>
      onGivenBack(contact.conversation, ({ body, files, insert }) => {
        write(body.kind);
        const target = body.kind === 'reply' ? reply : note;
        if (insert) {
          target.change(({ standardTexts }) => ({
            standardTexts: [...new Set([...standardTexts, ...(body.standardTexts ?? [])])],
          }));
          requestAnimationFrame(() => {
            editor.current?.replaceBefore(0, body.text);
            toGap(body.text);
          });
          return;
        }
        target.change({
          text: body.text,
          html: body.html ?? null,
          attachments: files,
          standardTexts: body.standardTexts ?? [],
          ...(body.to === undefined ? {} : { to: body.to.join(', ') }),
          cc: (body.cc ?? []).join(', '),
          subject: body.subject ?? null,
        });
        requestAnimationFrame(() => editor.current?.set(body.text, body.html ?? null));
      }),
    // oxlint-disable-next-line react/exhaustive-deps -- the drafts' functions are stable
    [contact.conversation, write],
  );
  useEffect(() => tellStopped, [contact.conversation]);
  useEffect(() => setTyped(contact.conversation, reply.draft.text), [contact.conversation, reply.draft.text]);

  const toGap = (text: string): boolean => {
    const gap = firstGap(text);
    if (gap !== null) requestAnimationFrame(() => editor.current?.select(gap.written));
    return gap !== null;
  };
  const gap = kind === 'reply' && draft.text.includes('{{') ? firstGap(draft.text) : null;
  const empty = draft.text.trim() === '' && draft.attachments.length === 0;
  const send = () => {
    if (empty || uploading.length > 0) return;
    // The server would refuse it: what is missing is under the hand instead.
    if (gap !== null && toGap(draft.text)) return;
    const { text, html, attachments, mentions, standardTexts, to, cc, subject } = draft;
    const body = {
      kind,
      text: text.trim(),
      html: rich ? html : null,
      attachments: attachments.map(({ id }) => id),
      mentions: kind === 'note' ? mentions : [],
      standardTexts,
      ...(rich && to !== null && addresses(to).length > 0 ? { to: addresses(to) } : {}),
      ...(rich && cc !== '' ? { cc: addresses(cc) } : {}),
      ...(rich && subject !== null ? { subject } : {}),
    };
    tellStopped();
    setTrigger(null);
    const before = clear();
    editor.current?.set('', null);
    editor.current?.focus();
    void before
      .then(() => post(contact.conversation, body, attachments))
      .then((message) => {
        if (message !== null && rich)
          setSent({ message, words: { body, files: attachments }, until: Date.now() + undoSeconds * 1000 });
      });
  };
  useKey('conversation.send', send, canReply || canNote);
  useKey('conversation.attach', () => picker.current?.click(), canReply || canNote);
  useKey(
    'conversation.text',
    () => {
      editor.current?.focus();
      setTrigger({ kind: 'text', query: '', length: 0 });
    },
    canReply || canNote,
  );

  const choose = (item: Suggestion) => {
    editor.current?.replaceBefore(trigger?.length ?? 0, item.insert);
    if (item.mention !== undefined) change({ mentions: [...new Set([...draft.mentions, item.mention])] });
    if (item.text !== undefined) change({ standardTexts: [...new Set([...draft.standardTexts, item.text])] });
    setTrigger(null);
    if (item.gap !== undefined) toGap(item.insert);
  };
  const leaveMenu = () => {
    left.current = beforeMenu.current;
    setTrigger(null);
  };
  const onMenuKey = (key: string) => {
    if (!menuOpen) return false;
    if (key === 'Escape') leaveMenu();
    else if (key === 'Enter' || key === 'Tab') {
      const item = suggestions[active];
      if (item !== undefined) choose(item);
    } else setActive((at) => (at + (key === 'ArrowDown' ? 1 : -1) + suggestions.length) % suggestions.length);
    return true;
  };

  // The focus may still be on its way to the box, or have left it: Esc closes the menu from there as well.
  useKey('leave', leaveMenu, menuOpen);

  if (!canReply && !canNote) return null;
  const name = contact.customerName;
  const shortName = /@/.test(name) || name.split(' ').length > 3 ? name : (name.split(' ')[0] ?? name);
  const editorProps = {
    label: kind === 'note' ? t('composer.noteLabel') : t('composer.replyLabel', { name }),
    placeholder: kind === 'note' ? t('composer.notePlaceholder') : t('composer.replyPlaceholder'),
    text: draft.text,
    html: draft.html,
    onChange: (text: string, html: string | null) => {
      change({ text, html });
      if (text.trim() !== '') tellTyping(contact.conversation, kind);
    },
    onCaret: (before: string) => {
      const found = triggerIn(before, kind === 'note');
      const at = found === null ? null : before.length - found.length;
      // A new "/" where the other stood asks anew.
      if (at !== left.current || found?.query === '') left.current = null;
      beforeMenu.current = at;
      setTrigger(left.current === null ? found : null);
      setActive(0);
    },
    onMenuKey,
    onFiles: add,
    onSend: send,
    onLeave: () => box.current?.closest('main')?.querySelector<HTMLElement>('[role="log"]')?.focus(),
    menu: menuOpen ? { id: listId, active: `${listId}${active}` } : null,
  };
  const foot = (
    <>
      <IconButton
        label={t('composer.texts')}
        action="conversation.text"
        onClick={() => {
          editor.current?.focus();
          setTrigger({ kind: 'text', query: '', length: 0 });
        }}
      >
        <IconTemplate size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('composer.attach')}
        action="conversation.attach"
        onClick={() => picker.current?.click()}
      >
        <IconPaperclip size={16} aria-hidden />
      </IconButton>
      <span className="grow" />
      <span className="s12 t3 draft-state" role="status">
        {saved === 'saved' && <IconCheck size={13} aria-hidden />}
        {saved !== 'no' && (
          <span className={saved === 'failed' ? undefined : 'draft-words'}>{t(`draft.${saved}`)}</span>
        )}
      </span>
      <Button
        look="solid"
        action="conversation.send"
        disabled={empty || uploading.length > 0}
        icon={
          kind === 'note' ? (
            <IconNote size={15} aria-hidden />
          ) : (
            <IconSend2 size={15} aria-hidden className="flip" />
          )
        }
        onClick={send}
      >
        <span className="ell send-name">
          {kind === 'note'
            ? t('composer.saveNote')
            : t(/^[aà]/i.test(shortName) ? 'composer.sendVowel' : 'composer.send', { name: shortName })}
        </span>
      </Button>
    </>
  );
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    add([...event.dataTransfer.files]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- files are dropped on it; a button does the same
    <section
      ref={box}
      className="composer"
      aria-label={t('composer.label')}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={onDrop}
    >
      {sent !== null && (
        <UndoBar
          key={sent.message.id}
          sent={sent}
          onGone={() => setSent(null)}
          onUndone={(message) => {
            merge(contact.conversation, [message]);
            giveBack(contact.conversation, sent.words);
            setSent(null);
          }}
        />
      )}
      {menuOpen && (
        <SuggestionList
          id={listId}
          items={suggestions}
          active={active}
          kind={trigger.kind}
          onHover={setActive}
          onChoose={choose}
        />
      )}
      <div className={`composer-box ${kind === 'note' ? 'is-note' : ''}`}>
        <div className="composer-head">
          <div className="segments" role="group" aria-label={t('composer.kind')}>
            {canReply && (
              <button type="button" aria-pressed={kind === 'reply'} onClick={() => write('reply')}>
                <ChannelIcon channel={rich ? 'email' : contact.channel} size={15} silent />
                {t(
                  `composer.by_${isMail(contact.channel) ? 'mail' : contact.channel === 'chat' ? 'chat' : 'other'}`,
                )}
                {kind !== 'reply' && <Kbd keys={replyKey} />}
              </button>
            )}
            {canNote && (
              <button type="button" aria-pressed={kind === 'note'} onClick={() => write('note')}>
                <IconNote size={15} aria-hidden />
                {t('composer.note')}
                {kind !== 'note' && <Kbd keys={noteKey} />}
              </button>
            )}
          </div>
          <span className="grow" />
          {!canReply && <span className="s12 t3 ell">{t(whyNot(contact))}</span>}
          {rich && <Recipients draft={draft} change={change} contact={contact} />}
        </div>
        {rich ? (
          <Suspense fallback={<div className="rich-box" aria-busy />}>
            <RichEditor key={kind} ref={attach} {...editorProps} foot={foot} />
          </Suspense>
        ) : (
          <>
            <PlainEditor key={kind} ref={attach} {...editorProps} />
            <div className="composer-foot">{foot}</div>
          </>
        )}
        {(draft.attachments.length > 0 || uploading.length > 0) && (
          <ul className="composer-files">
            {draft.attachments.map((file) => (
              <li key={file.id}>
                <FileIcon type={file.type} />
                <span className="ell">{file.name}</span>
                <span className="t3 num">{formats.bytes(file.size)}</span>
                <IconButton
                  label={t('file.remove', { name: file.name })}
                  onClick={() =>
                    change({ attachments: draft.attachments.filter(({ id }) => id !== file.id) })
                  }
                >
                  <IconX size={13} aria-hidden />
                </IconButton>
              </li>
            ))}
            {uploading.map((one) => (
              <li key={one.id}>
                <span className="ell">{one.name}</span>
                <progress max={1} value={one.part} aria-label={t('file.uploading', { name: one.name })} />
                <IconButton label={t('file.stop', { name: one.name })} onClick={one.stop}>
                  <IconX size={13} aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        {gap !== null && (
          <Suspense fallback={null}>
            <Gaps text={draft.text} onGo={(written) => editor.current?.select(written)} />
          </Suspense>
        )}
        {dropping && <div className="drop">{t('composer.drop')}</div>}
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('composer.attach')}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </section>
  );
}

const whyNot = ({ channel, state, agent }: FullContact): string =>
  channel === 'desk'
    ? 'composer.whyDesk'
    : channel === 'phone'
      ? 'composer.whyPhone'
      : state === 'queued' || state === 'offered'
        ? 'composer.whyQueued'
        : agent !== null && state === 'active'
          ? 'composer.whyTheirs'
          : 'composer.whyClosed';

/** The seconds in which a mail can be taken back. */
function UndoBar({
  sent,
  onGone,
  onUndone,
}: {
  sent: { message: Message; until: number };
  onGone: () => void;
  onUndone: (message: Message) => void;
}) {
  const t = useText('inbox');
  const now = useNow(250);
  const left = Math.ceil((sent.until - now) / 1000);
  const undo = useWrite(undoMessage, { onSuccess: onUndone, onError: toastProblem });
  useEffect(() => {
    if (left <= 0 && !undo.isPending) onGone();
  }, [left, onGone, undo.isPending]);
  if (left <= 0) return null;
  return (
    <div className="undo">
      <span className="sr" role="status">
        {t('undo.spoken')}
      </span>
      <span aria-hidden className="num">
        {t('undo.left', { seconds: left })}
      </span>
      <Button small busy={undo.isPending} onClick={() => undo.mutate({ params: { id: sent.message.id } })}>
        {t('undo.undo')}
      </Button>
    </div>
  );
}
