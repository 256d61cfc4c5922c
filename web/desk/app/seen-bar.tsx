import { IconEye } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { protectionNotice, readProtectionNotice } from '#contract/figures.ts';
import { Button, callPatiently, formats, invalidate, toastProblem, useApi, useText } from '#web/kit/index.ts';

const told = {
  figures: 'mine.seen',
  listening: 'mine.followed',
  recording: 'mine.recorded',
  transcripts: 'mine.transcribed',
} as const;

/** Tells an agent that supervisors see them singly or may follow their chats, under which agreement, until they have read it. */
export default function SeenBar() {
  const t = useText('figures');
  const { data } = useApi(protectionNotice);
  const unread = data?.agreements.filter(({ read }) => !read) ?? [];
  if (unread.length === 0) return null;
  return (
    <div className="bar warn" role="status">
      <IconEye size={16} aria-hidden />
      <span className="grow">
        {unread.flatMap(({ id, covers, reference, signedOn }) =>
          covers.map((cover) => (
            <span key={`${id} ${cover}`}>
              {t(told[cover], {
                reference,
                day: formats.shortDate(signedOn),
              })}{' '}
            </span>
          )),
        )}
        <Link to="/profile">{t('mine.more')}</Link>
      </span>
      <Button
        small
        onClick={() =>
          void callPatiently(readProtectionNotice, {}).then(() => invalidate(protectionNotice), toastProblem)
        }
      >
        {t('mine.understood')}
      </Button>
    </div>
  );
}
