import { IconCornerDownRight, IconPaperclip } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { changePost, listPosts, removePost, type RoomMember, type RoomPost } from '#contract/rooms.ts';
import {
  AreaField,
  Avatar,
  Button,
  callPatiently,
  Confirm,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  toastProblem,
  useForm,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { usePages } from '#web/kit/records.tsx';
import { useMe } from '../app/session.ts';
import { SayBox } from './say-box.tsx';
import { stretchesOf } from './words.rules.ts';

/** As long as one's own words may be put right (ms); the server decides. */
const editable = 15 * 60_000;

/** What somebody said, with files, answers, and what its author may do with it. */
export function Post({
  post,
  people,
  shut = false,
  answers = true,
  sought,
}: {
  post: RoomPost;
  people: readonly RoomMember[];
  /** Nothing more is said in the room. */
  shut?: boolean;
  /** Its thread can be opened; not within a thread. */
  answers?: boolean;
  /** The post that somebody was led to: this one, or an answer in its thread, which is then open. */
  sought?: string | undefined;
}) {
  const t = useText('rooms');
  const me = useMe();
  const now = useNow(60_000);
  const [open, setOpen] = useState(answers && sought !== undefined && sought !== post.id);
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const taking = useWrite(removePost, { invalidates: [listPosts] });
  const mine = post.author === me.id && post.removedAt === null;
  return (
    <li
      className={`room-post ${post.mentions.includes(me.id) ? 'names-me' : ''} ${sought === post.id ? 'sought' : ''}`}
      id={`post-${post.id}`}
    >
      <Avatar name={post.authorName} />
      <div className="grow">
        <p className="row s12">
          <b>{post.authorName}</b>
          <time className="t3 num" dateTime={post.at} title={formats.dateTime(post.at)}>
            {formats.brief(post.at)}
          </time>
          {post.editedAt !== null && post.removedAt === null && <span className="t3">{t('edited')}</span>}
        </p>
        {post.removedAt !== null ? (
          <p className="t3">{t('removed')}</p>
        ) : editing ? (
          <Edit post={post} onClose={() => setEditing(false)} />
        ) : (
          <p className="post-words" dir="auto" hidden={post.text === ''}>
            <Words
              text={post.text}
              names={people.filter(({ id }) => post.mentions.includes(id)).map(({ name }) => name)}
            />
          </p>
        )}
        {post.files.length > 0 && (
          <ul className="post-files">
            {post.files.map((file) => (
              <li key={file.id}>
                <a href={file.url} download className="row">
                  <IconPaperclip size={13} aria-hidden />
                  <span className="ell">{file.name}</span>
                  <span className="t3 s12 num">{formats.bytes(file.size)}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
        {!editing && (
          <p className="row post-acts">
            {answers && (post.replies > 0 || !shut) && (
              <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
                {post.replies === 0 ? t('answer') : t('answers', { count: post.replies })}
              </button>
            )}
            {mine && !shut && now - new Date(post.at).getTime() < editable && (
              <button type="button" className="link" onClick={() => setEditing(true)}>
                {t('edit')}
              </button>
            )}
            {mine && (
              <button type="button" className="link" onClick={() => setRemoving(true)}>
                {t('remove')}
              </button>
            )}
          </p>
        )}
        {open && <Thread post={post} people={people} shut={shut} sought={sought} />}
      </div>
      {removing && (
        <Confirm
          title={t('removeTitle')}
          confirm={t('remove')}
          danger
          busy={taking.isPending}
          onClose={() => setRemoving(false)}
          onConfirm={() =>
            taking.mutate(
              { params: { id: post.id } },
              { onSuccess: () => setRemoving(false), onError: toastProblem },
            )
          }
        >
          {t('removeText')}
        </Confirm>
      )}
    </li>
  );
}

function Words({ text, names }: { text: string; names: readonly string[] }) {
  return stretchesOf(text, names).map(({ kind, text: words }, i) => {
    const key = `${i} ${words}`;
    if (kind === 'name')
      return (
        <b key={key} className="post-name">
          {words}
        </b>
      );
    if (kind === 'case')
      return (
        <Link key={key} to="/cases" search={{ search: words }}>
          {words}
        </Link>
      );
    if (kind === 'link')
      return (
        <a key={key} href={words} target="_blank" rel="noreferrer noopener">
          {words}
        </a>
      );
    return <Fragment key={key}>{words}</Fragment>;
  });
}

function Thread({
  post,
  people,
  shut,
  sought,
}: {
  post: RoomPost;
  people: readonly RoomMember[];
  shut: boolean;
  sought: string | undefined;
}) {
  const t = useText('rooms');
  const { query, foot } = usePages(listPosts, {
    params: { id: post.room },
    query: { thread: post.id, limit: 200 },
  });
  return (
    <section className="post-thread" aria-label={t('thread', { name: post.authorName })}>
      <IconCornerDownRight size={15} aria-hidden className="t3" />
      <div className="grow">
        {post.replies > 0 && (
          <Loaded query={query} rows={1} height={40}>
            {(items) => (
              <ol className="room-posts">
                {items
                  .filter(({ id }) => id !== post.id)
                  .map((one) => (
                    <Post
                      key={one.id}
                      post={one}
                      people={people}
                      shut={shut}
                      answers={false}
                      sought={sought}
                    />
                  ))}
              </ol>
            )}
          </Loaded>
        )}
        {foot}
        {!shut && (
          <SayBox
            room={post.room}
            thread={post.id}
            label={t('answerTo', { name: post.authorName })}
            focused
          />
        )}
      </div>
    </section>
  );
}

function Edit({ post, onClose }: { post: RoomPost; onClose: () => void }) {
  const t = useText('rooms');
  const kit = useText('kit');
  const form = useForm({ text: post.text });
  const submit = form.submit(async ({ text }) => {
    await callPatiently(changePost, { params: { id: post.id }, body: { text } });
    invalidate(listPosts, { params: { id: post.room } });
    onClose();
  });
  return (
    <form className="form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <AreaField
        label={t('edit')}
        rows={3}
        maxLength={10_000}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
        {...form.text('text')}
      />
      <p className="row">
        <span className="grow" />
        <Button onClick={onClose}>{kit('cancel')}</Button>
        <Button type="submit" look="solid" busy={form.busy}>
          {kit('save')}
        </Button>
      </p>
    </form>
  );
}
