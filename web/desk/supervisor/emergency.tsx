import { useState } from 'react';
import { listEntryPoints } from '#contract/entry-points.ts';
import { queuesLive } from '#contract/insight.ts';
import { listQueues, setQueueEmergency, type Queue } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  callPatiently,
  ChannelIcon,
  CheckField,
  Dialog,
  FormMessage,
  nameIn,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';
import { doorsOf, type Door } from './doors.rules.ts';

export type EmergencyStep = 'close' | 'reopen' | 'message';

/**
 * Closes a queue for newcomers at once, whatever its hours say, opens it again, or only tells customers something; shows
 * what they meet by each way that leads here.
 */
export function EmergencyDialog({
  queue,
  step,
  onClose,
}: {
  queue: Queue;
  step: EmergencyStep;
  onClose: () => void;
}) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const now = queue.emergencyText;
  const [says, setSays] = useState(step === 'message' || (step === 'close' && now !== null));
  const form = useForm({ it: now?.it ?? '', en: now === null || now.en === now.it ? '' : now.en, why: '' });
  const closed = step === 'close' || (step === 'message' && queue.emergencyClosed);
  const { it, en, why } = form.values;
  // Who reads English gets the Italian words rather than none.
  const message =
    says && step !== 'reopen' && it.trim() !== ''
      ? { it: it.trim(), en: en.trim() === '' ? it.trim() : en.trim() }
      : null;
  const save = (words: typeof message) =>
    form.submit(async () => {
      await callPatiently(setQueueEmergency, {
        params: { id: queue.id },
        body: { closed, message: words, why: why.trim() },
      });
      rememberWhy(why.trim());
      await refresh(queuesLive, listQueues);
      onClose();
    });
  const submit = save(message);
  const title = {
    close: 'emergency.closeTitle',
    reopen: 'emergency.reopenTitle',
    message: 'emergency.messageTitle',
  }[step];
  const words = {
    close: 'emergency.closeText',
    reopen: 'emergency.reopenText',
    message: 'emergency.messageText',
  }[step];
  return (
    <Dialog title={t(title, { name: queue.name })} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p>{t(words)}</p>
        {step === 'close' && (
          <CheckField
            label={t('emergency.says')}
            checked={says}
            onChange={(event) => setSays(event.target.checked)}
          />
        )}
        {says && step !== 'reopen' && (
          <div className="form-row">
            <AreaField
              label={t('emergency.it')}
              rows={3}
              maxLength={1000}
              {...form.text('it')}
              error={form.error('message.it')}
              {...(step === 'message' ? { 'data-autofocus': true } : {})}
            />
            <AreaField
              label={t('emergency.en')}
              optional
              rows={3}
              maxLength={1000}
              placeholder={it}
              {...form.text('en')}
              error={form.error('message.en')}
            />
          </div>
        )}
        <Doors queue={queue} closed={closed} message={message} />
        <WhyField {...form.text('why')} first={step !== 'message'} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          {step === 'message' && now !== null && (
            <Button busy={form.busy} disabled={!isWhy(why)} onClick={() => void save(null)()}>
              {t('emergency.unsay')}
            </Button>
          )}
          <Button
            type="submit"
            look={step === 'close' ? 'danger' : 'solid'}
            busy={form.busy}
            disabled={!isWhy(why) || (says && step !== 'reopen' && message === null)}
          >
            {t(`emergency.${step === 'message' ? 'say' : step}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What customers meet by each way that leads to the queue, as it would be. */
function Doors({
  queue,
  closed,
  message,
}: {
  queue: Queue;
  closed: boolean;
  message: { it: string; en: string } | null;
}) {
  const t = useText('supervisor');
  const entryPoints = useApi(listEntryPoints, {});
  const queues = useApi(listQueues);
  if (entryPoints.data === undefined || queues.data === undefined) return null;
  const doors = doorsOf(queue, { closed, message }, entryPoints.data.items, queues.data.items);
  return (
    <section className="doors" aria-label={t('doors.title')}>
      <h3>{t('doors.title')}</h3>
      {doors.length === 0 && <p className="t2 s12">{t('doors.none')}</p>}
      <ul>
        {doors.map((door) => (
          <li key={door.id}>
            <ChannelIcon channel={door.channel} size={15} />
            <div>
              <b>{door.name}</b> <span className="t2">{wordsOf(door, t)}</span>
              {door.text !== null && <q className="door-text">{nameIn(door.text)}</q>}
            </div>
          </li>
        ))}
      </ul>
      {doors.length > 0 && <p className="help">{t('doors.inside')}</p>}
    </section>
  );
}

function wordsOf({ channel, fate, to }: Door, t: ReturnType<typeof useText>): string {
  if (fate === 'sent') return t('doors.sent', { queue: to });
  if (fate === 'told') return t(channel === 'phone' ? 'doors.toldPhone' : 'doors.told');
  if (fate === 'waits') return t(channel === 'email' ? 'doors.mail' : 'doors.waits');
  return t(`doors.${fate}`);
}
