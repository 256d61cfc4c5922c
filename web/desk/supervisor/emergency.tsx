import { listQueues, updateQueue } from '#contract/routing.ts';
import { queuesLive } from '#contract/insight.ts';
import { callPatiently, Confirm, Loaded, toastProblem, useApi, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useState } from 'react';

/** Closes a queue for newcomers at once, whatever its hours say, or opens it again. */
export function EmergencyDialog({
  queue: id,
  name,
  closed,
  onClose,
}: {
  queue: string;
  name: string;
  closed: boolean;
  onClose: () => void;
}) {
  const t = useText('supervisor');
  const queues = useApi(listQueues);
  const [busy, setBusy] = useState(false);
  async function turn() {
    const found = queues.data?.items.find((one) => one.id === id);
    if (found === undefined) return;
    const { id: _id, open: _open, ...body } = found;
    setBusy(true);
    try {
      await callPatiently(updateQueue, { params: { id }, body: { ...body, emergencyClosed: !closed } });
      await refresh(queuesLive, listQueues);
      onClose();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Confirm
      title={closed ? t('emergency.reopenTitle', { name }) : t('emergency.closeTitle', { name })}
      confirm={closed ? t('emergency.reopen') : t('emergency.close')}
      danger={!closed}
      busy={busy || queues.data === undefined}
      onConfirm={() => void turn()}
      onClose={onClose}
    >
      <Loaded query={queues} rows={1}>
        {() => <p>{closed ? t('emergency.reopenText') : t('emergency.closeText')}</p>}
      </Loaded>
    </Confirm>
  );
}
