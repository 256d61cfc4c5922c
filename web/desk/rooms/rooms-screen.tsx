import { IconLock, IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { listColleagues, listTeams } from '#contract/access.ts';
import { listRooms, openRoom, searchRooms, type RoomView } from '#contract/rooms.ts';
import {
  Button,
  callPatiently,
  EmptyState,
  formats,
  Loaded,
  Page,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { SearchField, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { Room } from './room.tsx';
import './rooms.css';

const NewRoom = lazy(() => import('./new-room.tsx'));

/** The rooms of a member of staff, and the one that is open. */
export default function RoomsScreen() {
  const { id } = useParams({ strict: false });
  const t = useText('rooms');
  const [making, setMaking] = useState(false);
  const [search, setSearch] = useState('');
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <TeamRoom />
          <Button look="solid" icon={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('new')}
          </Button>
        </>
      }
    >
      <div className="flush-body two-pane rooms">
        <nav className="side" aria-label={t('list')}>
          <div className="rooms-search">
            <SearchField value={search} onSearch={setSearch} label={t('search')} />
          </div>
          {search.trim().length >= 2 ? <Found search={search.trim()} /> : <List />}
        </nav>
        <section className="main-pane" aria-label={t('one')}>
          {id === undefined ? <EmptyState>{t('choose')}</EmptyState> : <Room key={id} id={id} />}
        </section>
      </div>
      <Suspense>{making && <NewRoom onClose={() => setMaking(false)} />}</Suspense>
    </Page>
  );
}

/** The room of one's own team, made when it is first opened. */
function TeamRoom() {
  const t = useText('rooms');
  const me = useMe();
  const teams = useApi(listTeams);
  const people = useApi(listColleagues);
  const mine = people.data?.items.find(({ id }) => id === me.id)?.teamId ?? null;
  const team = teams.data?.items.find(({ id }) => id === mine);
  const [busy, setBusy] = useState(false);
  if (team === undefined) return null;
  const open = async () => {
    setBusy(true);
    try {
      const { id } = await callPatiently(openRoom, { body: { kind: 'team', team: team.id } });
      go(`/rooms/${id}`);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<IconUsersGroup size={15} aria-hidden />} busy={busy} onClick={() => void open()}>
      {t('team')}
    </Button>
  );
}

function List() {
  const t = useText('rooms');
  const rooms = useApi(listRooms, { query: { others: 'true' } });
  return (
    <Loaded query={rooms} rows={6} height={48}>
      {({ items }) => {
        const mine = items.filter(({ joined }) => joined);
        const others = items.filter(({ joined }) => !joined);
        return (
          <>
            {mine.length === 0 ? <EmptyState>{t('none')}</EmptyState> : <Rows items={mine} />}
            {others.length > 0 && (
              <>
                <h2 className="rooms-head">{t('others')}</h2>
                <Rows items={others} />
              </>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Rows({ items }: { items: RoomView[] }) {
  const t = useText('rooms');
  return (
    <ul className="room-rows">
      {items.map((room) => (
        <li key={room.id}>
          <Link to={`/rooms/${room.id}`} activeProps={{ 'aria-current': 'page' }} className="room-row">
            <span className="row">
              {!room.open && <IconLock size={13} aria-label={t('closedCircle')} />}
              <span className={`ell grow ${room.unread > 0 ? 'b' : ''}`} dir="auto">
                {room.name}
              </span>
              {room.lastAt !== null && <span className="t3 s11 num">{formats.brief(room.lastAt)}</span>}
            </span>
            <span className="row s12 t3">
              <span className="ell grow">
                {t(`kind.${room.kind}`)} · {t('members', { count: room.members })}
              </span>
              {room.mentions > 0 && <span className="room-count names num">@{room.mentions}</span>}
              {room.unread > 0 && (
                <span className="room-count num" aria-label={t('unread', { count: room.unread })}>
                  {room.unread}
                </span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Found({ search }: { search: string }) {
  const t = useText('rooms');
  const { query, foot } = usePages(searchRooms, { query: { search, limit: 50 } });
  return (
    <Loaded query={query} rows={5} height={56}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState>{t('nothing')}</EmptyState>
        ) : (
          <>
            <ul className="room-rows">
              {items.map((post) => (
                <li key={post.id}>
                  <Link to={`/rooms/${post.room}`} search={{ post: post.id } as never} className="room-row">
                    <span className="row s12 t3">
                      <span className="ell grow">
                        {post.authorName} · {post.roomName}
                      </span>
                      <span className="num">{formats.brief(post.at)}</span>
                    </span>
                    <span className="clamp" dir="auto">
                      {post.text}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {foot}
          </>
        )
      }
    </Loaded>
  );
}
