import { useState } from 'react';
import { addMembers, getRoom, listMembers, listRooms, type RoomView } from '#contract/rooms.ts';
import {
  Button,
  Chip,
  Dialog,
  EmptyState,
  Loaded,
  toastProblem,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { SearchField } from '#web/kit/records.tsx';
import { fits } from './words.rules.ts';

/** Who is in a room, who of them is here, and whom else one may bring in. */
export default function Members({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const t = useText('rooms');
  const members = useApi(listMembers, { params: { id: room.id } }, { staleTime: 0 });
  const bring = useWrite(addMembers, { invalidates: [listMembers, getRoom, listRooms] });
  const [search, setSearch] = useState('');
  return (
    <Dialog title={t('membersTitle', { name: room.name })} onClose={onClose} size={520}>
      <SearchField value={search} onSearch={setSearch} label={t('findPerson')} />
      <Loaded query={members} rows={5} height={36}>
        {({ items }) => {
          const shown = items
            .filter(({ name }) => fits(name, search.trim()))
            .toSorted((one, other) => Number(other.joined) - Number(one.joined));
          return shown.length === 0 ? (
            <EmptyState>{t('nobody')}</EmptyState>
          ) : (
            <ul className="member-rows">
              {shown.map((one) => (
                <li key={one.id} className="row">
                  <span className={`here-dot ${one.here ? 'here' : ''}`} aria-hidden />
                  <span className="ell grow">{one.name}</span>
                  <span className="t3 s12">{t(one.here ? 'here' : 'away')}</span>
                  {one.joined ? (
                    <Chip tone="line">{t('in')}</Chip>
                  ) : (
                    room.closedAt === null && (
                      <Button
                        small
                        busy={bring.isPending && bring.variables?.body?.staff?.[0] === one.id}
                        onClick={() =>
                          bring.mutate(
                            { params: { id: room.id }, body: { staff: [one.id] } },
                            { onError: toastProblem },
                          )
                        }
                        aria-label={t('bringName', { name: one.name })}
                      >
                        {t('bring')}
                      </Button>
                    )
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Dialog>
  );
}
