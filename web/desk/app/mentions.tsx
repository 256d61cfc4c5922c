import { Menu } from '@mantine/core';
import { IconAt } from '@tabler/icons-react';
import { listClockNotices, seeClockNotices } from '#contract/clocks.ts';
import { workload } from '#contract/contacts.ts';
import { listMentions, readMention } from '#contract/conversations.ts';
import { listEscalationNews, seeEscalationNews } from '#contract/escalations.ts';
import { listRoomMentions, listRooms } from '#contract/rooms.ts';
import { formats, IconButton, nameIn, useApi, useText, useWrite } from '#web/kit/index.ts';
import { go } from './go.ts';
import { useMay } from './session.ts';

interface Named {
  key: string;
  by: string;
  text: string;
  at: string;
  unread: boolean;
  open: () => void;
}

/** Notes of colleagues that name me, on contacts and in rooms, what came back on my questions, and time limits that I am warned of: first what is not read, the newest of it first. */
export default function Mentions() {
  const t = useText('desk');
  const work = useApi(workload);
  const rooms = useApi(listRooms);
  const mentions = useApi(listMentions, { query: { limit: 10 } }, { enabled: false });
  const said = useApi(listRoomMentions, { query: { limit: 10 } }, { enabled: false });
  const read = useWrite(readMention, { invalidates: [workload, listMentions] });
  const limits = useApi(listClockNotices, {}, { enabled: useMay('case.read') });
  const see = useWrite(seeClockNotices, { invalidates: [listClockNotices] });
  const came = useApi(listEscalationNews, {}, { enabled: useMay('case.read') });
  const saw = useWrite(seeEscalationNews, { invalidates: [listEscalationNews] });
  const answers = came.data?.items ?? [];
  const warned = limits.data?.items ?? [];
  const count =
    warned.length +
    answers.length +
    (work.data?.mentions ?? 0) +
    (rooms.data?.items ?? []).reduce((sum, room) => sum + room.mentions, 0);
  const items: Named[] = [
    ...(mentions.data?.items ?? []).map((one) => ({
      key: one.message,
      by: one.by,
      text: one.text,
      at: one.at,
      unread: one.readAt === null,
      open: () => {
        if (one.readAt === null) read.mutate({ params: { id: one.message } });
        if (one.contact !== null) go(`/inbox/${one.contact}`);
      },
    })),
    ...(said.data?.items ?? []).map((one) => ({
      key: one.post,
      by: `${one.by} · ${one.roomName}`,
      text: one.text,
      at: one.at,
      unread: one.readAt === null,
      open: () => go(`/rooms/${one.room}?post=${one.post}`),
    })),
    ...answers.map((one) => ({
      key: one.escalation,
      by: `${one.centreName} · ${t(`mentions.question.${one.about}`)}`,
      text: one.text,
      at: one.at,
      unread: true,
      open: () => {
        saw.mutate({ body: { escalations: [one.escalation] } });
        go(`/cases/${one.case}`);
      },
    })),
    ...warned.map((one) => ({
      key: one.clock,
      by: one.label,
      text: t(one.over ? 'mentions.over' : 'mentions.due', {
        name: nameIn(one.name),
        day: one.dueAt === null ? '' : formats.day(one.dueAt),
      }),
      at: one.at,
      unread: true,
      open: () => {
        see.mutate({ body: { clocks: [one.clock] } });
        go(`/cases/${one.case}`);
      },
    })),
  ].toSorted((one, other) => Number(other.unread) - Number(one.unread) || other.at.localeCompare(one.at));
  return (
    <Menu
      width={340}
      onOpen={() => {
        void mentions.refetch();
        void said.refetch();
      }}
    >
      <Menu.Target>
        <IconButton large label={count > 0 ? t('mentions.some', { count }) : t('mentions.none')}>
          <IconAt size={18} stroke={1.6} aria-hidden />
          {count > 0 && (
            <span className="dot num" aria-hidden>
              {count}
            </span>
          )}
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('mentions.title')}</Menu.Label>
        {mentions.data !== undefined && said.data !== undefined && items.length === 0 && (
          <Menu.Item disabled className="menu-empty">
            {t('mentions.empty')}
          </Menu.Item>
        )}
        {warned.length > 1 && (
          <Menu.Item
            className="t2"
            closeMenuOnClick={false}
            onClick={() => see.mutate({ body: { clocks: warned.map(({ clock }) => clock) } })}
          >
            {t('mentions.seen', { count: warned.length })}
          </Menu.Item>
        )}
        {items.slice(0, 12).map((one) => (
          <Menu.Item key={one.key} onClick={one.open}>
            <span className="mention">
              <span className="row">
                <b className="ell">{one.by}</b>
                <span className="grow" />
                <span className="t3 s11">{formats.brief(one.at)}</span>
              </span>
              <span className={one.unread ? 'clamp b' : 'clamp t2'} dir="auto">
                {one.text}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
