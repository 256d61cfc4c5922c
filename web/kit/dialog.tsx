import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './controls.tsx';
import { useText } from './i18n.ts';

/** A modal dialog: focus goes in, stays in and returns; Esc closes. `actions` stand at its foot, the main one last. */
export function Dialog({
  title,
  open = true,
  onClose,
  children,
  actions,
  size = 520,
}: {
  title: string;
  open?: boolean;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
  size?: number;
}) {
  const t = useText('kit');
  // Most dialogs are taken away whole instead of being shut: then nobody else gives the focus back.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
          before.focus();
      });
    },
    [before],
  );
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={size}
      padding={0}
      yOffset="8vh"
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'dialog-box' }}
    >
      <Modal.Overlay color="var(--dim)" backgroundOpacity={0.42} />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title className="dialog-title">{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('close')} />
        </div>
        <Modal.Body className="dialog">
          <div className="dialog-body">{children}</div>
          {actions !== undefined && <div className="dialog-foot">{actions}</div>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A question with one consequence; the button says it. */
export function Confirm({
  title,
  children,
  confirm,
  danger,
  busy,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const t = useText('kit');
  return (
    <Dialog
      title={title}
      onClose={onClose}
      size={440}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={danger ? 'danger' : 'solid'} busy={busy ?? false} onClick={onConfirm} data-autofocus>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
