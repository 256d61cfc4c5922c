import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { Button, Confirm, formats, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';

/** What keeps the draft from being saved, with what can be done about it; nothing when all is well. */
export function SaveLine() {
  const t = useText('flows');
  const { draft, openPane } = useDesigning();
  const [sure, setSure] = useState<'theirs' | 'mine' | null>(null);
  if (draft.state === 'refused')
    return (
      <div className="flow-line-bar crit" role="alert">
        <IconAlertTriangle size={16} aria-hidden />
        <span className="grow">{t('save.refusedLong')}</span>
        <Button small onClick={() => openPane('findings')}>
          {t('save.see')}
        </Button>
      </div>
    );
  if (draft.theirs === null) return null;
  return (
    <div className="flow-line-bar warn" role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span className="grow">
        {t('conflict.text', { by: draft.theirs.changedBy, at: formats.time(draft.theirs.changedAt) })}
      </span>
      <Button small onClick={() => setSure('theirs')}>
        {t('conflict.theirs')}
      </Button>
      <Button small onClick={() => setSure('mine')}>
        {t('conflict.mine')}
      </Button>
      {sure !== null && (
        <Confirm
          title={t(`conflict.${sure}`)}
          confirm={t(`conflict.${sure}`)}
          danger
          onConfirm={() => {
            if (sure === 'mine') draft.keepMine();
            else if (draft.theirs !== null) draft.replace(draft.theirs);
            setSure(null);
          }}
          onClose={() => setSure(null)}
        >
          {t(`conflict.${sure}Text`, { by: draft.theirs.changedBy })}
        </Confirm>
      )}
    </div>
  );
}
