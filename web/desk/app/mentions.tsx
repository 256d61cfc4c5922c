import { Menu } from '@mantine/core';
import { IconAt } from '@tabler/icons-react';
import { workload } from '#contract/contacts.ts';
import { listMentions, readMention } from '#contract/conversations.ts';
import { formats, IconButton, useApi, useText, useWrite } from '#web/kit/index.ts';
import { go } from './go.ts';

/** Notes of colleagues that name me. */
export default function Mentions() {
  const t = useText('desk');
  const work = useApi(workload);
  const count = work.data?.mentions ?? 0;
  const mentions = useApi(listMentions, { query: { limit: 10 } }, { enabled: false });
  const read = useWrite(readMention, { invalidates: [workload, listMentions] });
  return (
    <Menu width={340} onOpen={() => void mentions.refetch()}>
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
        {mentions.data?.items.length === 0 && (
          <Menu.Item disabled className="menu-empty">
            {t('mentions.empty')}
          </Menu.Item>
        )}
        {mentions.data?.items.map((one) => (
          <Menu.Item
            key={one.message}
            onClick={() => {
              if (one.readAt === null) read.mutate({ params: { id: one.message } });
              if (one.contact !== null) go(`/inbox/${one.contact}`);
            }}
          >
            <span className="mention">
              <span className="row">
                <b>{one.by}</b>
                <span className="grow" />
                <span className="t3 s11">{formats.brief(one.at)}</span>
              </span>
              <span className={one.readAt === null ? 'clamp b' : 'clamp t2'} dir="auto">
                {one.text}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
