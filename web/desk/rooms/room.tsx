import { IconBell, IconBellOff, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import {
  addMembers,
  getPost,
  getRoom,
  leaveRoom,
  listMembers,
  listPosts,
  listRooms,
  muteRoom,
  readRoom,
  type RoomView,
} from '#contract/rooms.ts';
import {
  Button,
  callPatiently,
  EmptyState,
  Hidden,
  IconButton,
  invalidate,
  Loaded,
  toastProblem,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { Post } from './post.tsx';
import { SayBox } from './say-box.tsx';

const Members = lazy(() => import('./members.tsx'));
const RoomSettings = lazy(() => import('./room-settings.tsx'));

/** One room: who is in it, what was said, and where the next thing is said. */
export function Room({ id }: { id: string }) {
  const room = useApi(getRoom, { params: { id } });
  return (
    <Loaded query={room} rows={6}>
      {(one) => <Open room={one} />}
    </Loaded>
  );
}

function Open({ room }: { room: RoomView }) {
  const t = useText('rooms');
  const me = useMe();
  const [shown, setShown] = useState<'members' | 'settings' | null>(null);
  const enter = useWrite(addMembers, { invalidates: [getRoom, listRooms, listMembers] });
  const leave = useWrite(leaveRoom, { invalidates: [getRoom, listRooms, listMembers] });
  const mute = useWrite(muteRoom, { invalidates: [getRoom, listRooms] });
  const params = { id: room.id };
  const members = useApi(listMembers, { params }, { staleTime: 30_000 });
  const here = (members.data?.items ?? []).filter((one) => one.joined && one.here);
  return (
    <>
      <header className="room-head">
        <div className="grow">
          <h2 className="ell" dir="auto">
            {room.case === null ? room.name : <Link to={`/cases/${room.case}`}>{room.name}</Link>}
          </h2>
          <p className="s12 t3 ell">
            {room.topic !== '' && <span dir="auto">{room.topic} · </span>}
            {t('hereNow', { count: here.length })}
            {here.length > 0 &&
              `: ${here.map(({ id, name }) => (id === me.id ? t('you') : name)).join(', ')}`}
          </p>
        </div>
        {room.joined && (
          <IconButton
            label={t(room.muted ? 'unmute' : 'mute')}
            aria-pressed={room.muted}
            onClick={() => mute.mutate({ params, body: { muted: !room.muted } }, { onError: toastProblem })}
          >
            {room.muted ? <IconBellOff size={17} aria-hidden /> : <IconBell size={17} aria-hidden />}
          </IconButton>
        )}
        <Button icon={<IconUsers size={15} aria-hidden />} onClick={() => setShown('members')}>
          {room.members}
          <Hidden> {t('membersOf')}</Hidden>
        </Button>
        {room.arranges && (
          <IconButton label={t('settings')} onClick={() => setShown('settings')}>
            <IconSettings size={17} aria-hidden />
          </IconButton>
        )}
        {room.joined
          ? room.kind !== 'team' && (
              <Button
                busy={leave.isPending}
                onClick={() =>
                  leave.mutate({ params }, { onSuccess: () => go('/rooms'), onError: toastProblem })
                }
              >
                {t('leave')}
              </Button>
            )
          : room.closedAt === null && (
              <Button
                look="solid"
                busy={enter.isPending}
                onClick={() => enter.mutate({ params, body: {} }, { onError: toastProblem })}
              >
                {t('enter')}
              </Button>
            )}
      </header>
      <Said room={room} people={members.data?.items ?? []} />
      {room.closedAt === null ? (
        <SayBox room={room.id} label={t('sayIn', { name: room.name })} />
      ) : (
        <p className="room-shut t2">{t('shut')}</p>
      )}
      <Suspense>
        {shown === 'members' && <Members room={room} onClose={() => setShown(null)} />}
        {shown === 'settings' && <RoomSettings room={room} onClose={() => setShown(null)} />}
      </Suspense>
    </>
  );
}

function Said({
  room,
  people,
}: {
  room: RoomView;
  people: readonly Parameters<typeof Post>[0]['people'][number][];
}) {
  const t = useText('rooms');
  const scroll = useRef<HTMLDivElement>(null);
  // A mention, or what was found, leads to what was said: an answer stands in its thread.
  const { post: wanted } = useSearch({ strict: false }) as { post?: string };
  const sought = useApi(getPost, { params: { id: wanted ?? '' } }, { enabled: wanted !== undefined });
  const target = sought.data?.room === room.id ? sought.data : undefined;
  const { query, foot } = usePages(listPosts, {
    params: { id: room.id },
    query: { limit: 50, ...(wanted === undefined ? {} : { around: wanted }) },
  });
  const newest = query.data?.[0]?.seq ?? 0;
  // What is new is below, where the eyes are, unless they are further up.
  useEffect(() => {
    const box = scroll.current;
    if (box !== null && (box.scrollHeight - box.scrollTop - box.clientHeight < 240 || box.scrollTop === 0))
      box.scrollTop = box.scrollHeight;
  }, [newest]);
  const shown = target?.thread ?? target?.id;
  useEffect(() => {
    if (shown !== undefined && newest > 0)
      document.getElementById(`post-${shown}`)?.scrollIntoView({ block: 'center' });
  }, [shown, newest]);
  const { id, readSeq, lastSeq, joined } = room;
  useEffect(() => {
    // Who was led to what was said long ago has not read what came after it.
    const seq = wanted === undefined ? lastSeq : Math.max(newest, target?.seq ?? 0);
    if (!joined || seq <= readSeq || document.hidden) return;
    void callPatiently(readRoom, { params: { id }, body: { seq } }).then(
      () => {
        invalidate(listRooms);
        invalidate(getRoom, { params: { id } });
      },
      // Read again with the next post.
      () => undefined,
    );
  }, [id, joined, readSeq, lastSeq, newest, wanted, target?.seq]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
    <div className="main-scroll room-scroll" ref={scroll} role="log" aria-label={t('said')} tabIndex={0}>
      {foot}
      <Loaded query={query} rows={4} height={52}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState>{t('nothingSaid')}</EmptyState>
          ) : (
            <ol className="room-posts">
              {items.toReversed().map((post) => (
                <Post
                  key={`${post.id} ${post.id === shown}`}
                  post={post}
                  people={people}
                  shut={room.closedAt !== null}
                  sought={post.id === shown ? wanted : undefined}
                />
              ))}
            </ol>
          )
        }
      </Loaded>
      {wanted !== undefined && (
        <p className="room-older">
          <Link to={`/rooms/${room.id}`}>{t('toLast')}</Link>
        </p>
      )}
    </div>
  );
}
