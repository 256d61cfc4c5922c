import { IconArrowsMaximize, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { Button, Dialog, SelectField, toast, useText } from '#web/kit/index.ts';
import { CheckList } from '#web/kit/records.tsx';
import type { Board } from './use-board.ts';
import { rotations, writeWall, type Look } from './wall.rules.ts';

/** What a wall shows: chosen rows, pace and look. The address says it all and can be opened by any screen. */
export function WallDialog({ board, onClose }: { board: Board; onClose: () => void }) {
  const t = useText('control');
  const kit = useText('kit');
  const [rows, setRows] = useState<string[]>([]);
  const [seconds, setSeconds] = useState<number>(15);
  const [look, setLook] = useState<Look>('dark');
  const address = `/wall${writeWall({ by: board.by, rows, seconds, look })}`;
  return (
    <Dialog
      title={t('wall.title')}
      onClose={onClose}
      size={560}
      actions={
        <>
          <Button
            icon={<IconCopy size={15} aria-hidden />}
            onClick={() => {
              navigator.clipboard.writeText(new URL(address, location.href).href).then(
                () => toast(kit('copied')),
                () => toast(new URL(address, location.href).href),
              );
            }}
          >
            {t('wall.copy')}
          </Button>
          <a className="btn solid" href={address} target="_blank" rel="noopener">
            <IconArrowsMaximize size={15} aria-hidden />
            {t('wall.show')}
          </a>
        </>
      }
    >
      <div className="form">
        <p className="t2">{t('wall.lead')}</p>
        <CheckList
          legend={t('wall.rows')}
          options={board.rows.map((row) => ({ value: row.key, label: row.name }))}
          value={rows}
          onChange={setRows}
        />
        <p className="help">{t('wall.rowsHelp')}</p>
        <SelectField
          label={t('wall.pace')}
          value={String(seconds)}
          onChange={(event) => setSeconds(Number(event.target.value))}
          options={rotations.map((one) => ({ value: String(one), label: t('wall.seconds', { count: one }) }))}
        />
        <SelectField
          label={t('wall.look')}
          value={look}
          onChange={(event) => setLook(event.target.value === 'light' ? 'light' : 'dark')}
          options={(['dark', 'light'] as const).map((one) => ({ value: one, label: t(`wall.${one}`) }))}
        />
      </div>
    </Dialog>
  );
}
