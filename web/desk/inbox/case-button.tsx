import { lazy, Suspense, useState } from 'react';
import { IconFolderPlus } from '@tabler/icons-react';
import { Button, useText } from '#web/kit/index.ts';
import type { FullContact } from './types.ts';

const CaseDialog = lazy(() => import('./case-dialog.tsx'));

export function CaseDialogButton({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<IconFolderPlus size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t('action.caseLong')}
      </Button>
      <Suspense>{open && <CaseDialog contact={contact} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
