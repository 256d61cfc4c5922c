import { IconMessages } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listPosts, listRooms, openRoom, type RoomView } from '#contract/rooms.ts';
import { Button, callPatiently, formats, invalidate, Loaded, useApi, useText } from '#web/kit/index.ts';
import { SayBox } from './say-box.tsx';
import './rooms.css';

/** What colleagues say among themselves about a case, the last of it, and where one says the next thing. */
export default function CaseRoom({ id }: { id: string }) {
  const t = useText('rooms');
  const rooms = useApi(listRooms, { query: { case: id } });
  const [saying, setSaying] = useState(false);
  const room = rooms.data?.items[0];
  const open = async () => {
    const made = await callPatiently(openRoom, { body: { kind: 'case', case: id } });
    invalidate(listRooms);
    return made.id;
  };
  return (
    <section className="side-part case-room" aria-labelledby="case-room">
      <div className="row">
        <h3 id="case-room">{t('caseTitle')}</h3>
        <span className="grow" />
        {room !== undefined && (
          <Link to={`/rooms/${room.id}`} className="s12">
            {t('openAll', { count: room.lastSeq })}
          </Link>
        )}
      </div>
      <Loaded query={rooms} rows={1} height={40}>
        {() =>
          room === undefined ? (
            !saying && (
              <Button small icon={<IconMessages size={14} aria-hidden />} onClick={() => setSaying(true)}>
                {t('caseBegin')}
              </Button>
            )
          ) : (
            <Last room={room} />
          )
        }
      </Loaded>
      {(room !== undefined || saying) && (
        <SayBox
          room={room?.id ?? null}
          open={open}
          label={t('caseSay')}
          focused={saying && room === undefined}
        />
      )}
    </section>
  );
}

function Last({ room }: { room: RoomView }) {
  const t = useText('rooms');
  const posts = useApi(listPosts, { params: { id: room.id }, query: { limit: 3 } });
  return (
    <Loaded query={posts} rows={2} height={36}>
      {({ items }) => (
        <ol className="last-posts">
          {items.toReversed().map((post) => (
            <li key={post.id}>
              <span className="row s12">
                <b className="ell grow">{post.authorName}</b>
                <span className="t3 num">{formats.brief(post.at)}</span>
              </span>
              <span className="clamp" dir="auto">
                {post.removedAt !== null
                  ? t('removed')
                  : post.text === ''
                    ? post.files.map(({ name }) => name).join(', ')
                    : post.text}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
