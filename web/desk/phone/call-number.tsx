import { IconPhoneOutgoing } from '@tabler/icons-react';
import { IconButton, useText } from '#web/kit/index.ts';
import { useMay, useMe } from '../app/session.ts';
import { askToCall, type Wish } from './calling.ts';

/** Whether the person at this desk calls customers at all. */
export function useCalls(): boolean {
  const may = useMay('contact.call');
  return useMe().isAgent && may;
}

/** Calls the number beside it. Nothing for who calls nobody. @param shown the number as it is read here, covered or not */
export function CallNumber({ shown, ...wish }: Wish & { shown: string }) {
  const t = useText('phone');
  if (!useCalls()) return null;
  return (
    <IconButton
      label={t('call.number', { number: shown })}
      onClick={(event) => {
        // In a list the row would open.
        event.stopPropagation();
        askToCall(wish);
      }}
    >
      <IconPhoneOutgoing size={14} aria-hidden />
    </IconButton>
  );
}
