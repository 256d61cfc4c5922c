import { IconPhoneOff } from '@tabler/icons-react';
import { getContact, listContacts, listLegs, workload } from '#contract/contacts.ts';
import { hangUpCall } from '#contract/outbound.ts';
import { callOfContact } from '#contract/voice.ts';
import { Button, invalidate, toastProblem, useKey, useText, useWrite } from '#web/kit/index.ts';

/** Hangs up a call of one's own, while it rings or later; the wrap-up follows. */
export function HangUp({ contact }: { contact: string }) {
  const t = useText('callbacks');
  const params = { id: contact };
  const hangUp = useWrite(hangUpCall, {
    onSuccess: () => {
      invalidate(getContact, { params });
      invalidate(callOfContact, { params });
      invalidate(listLegs, { params });
      invalidate(workload);
      invalidate(listContacts);
    },
    onError: toastProblem,
  });
  const press = () => hangUp.mutate({ params });
  useKey('call.hangUp', press, !hangUp.isPending);
  return (
    <Button
      small
      look="danger"
      action="call.hangUp"
      icon={<IconPhoneOff size={14} aria-hidden />}
      busy={hangUp.isPending}
      onClick={press}
    >
      {t('panel.hangUp')}
    </Button>
  );
}
