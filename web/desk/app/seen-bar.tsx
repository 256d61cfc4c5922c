import { IconEye } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { protectionNotice, readProtectionNotice } from '#contract/figures.ts';
import { Button, callPatiently, formats, invalidate, toastProblem, useApi, useText } from '#web/kit/index.ts';

/** Tells an agent that supervisors see them singly, under which agreement, until they have read it. */
export default function SeenBar() {
  const t = useText('figures');
  const { data } = useApi(protectionNotice);
  if (data === undefined || data.agreement === null || data.read) return null;
  const { reference, signedOn } = data.agreement;
  return (
    <div className="bar warn" role="status">
      <IconEye size={16} aria-hidden />
      <span className="grow">
        {t('mine.seen', { reference, day: formats.shortDate(signedOn) })}{' '}
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
