import { Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { TextField, useText } from '#web/kit/index.ts';
import type { Draft } from './draft.ts';
import { useThread } from './thread-cache.ts';
import type { FullContact } from './types.ts';

/** Who gets the mail; closed, one line. Left alone, the server answers the writer of the last mail. */
export function Recipients({
  draft,
  change,
  contact,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  contact: FullContact;
}) {
  const t = useText('inbox');
  const [open, setOpen] = useState(false);
  const thread = useThread(contact.conversation);
  const last = thread.data?.items.findLast(({ direction }) => direction === 'in');
  const proposed = /<([^>]+)>/.exec(last?.from ?? '')?.[1] ?? last?.from ?? '';
  const to = draft.to ?? proposed;
  return (
    <Popover opened={open} onChange={setOpen} width={420} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="recipients s12" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="t3">{t('mail.toLabel')}</span>
          <span className="ell">{to === '' ? contact.customerName : to}</span>
          {draft.cc !== '' && <span className="t3 ell">{t('recipients.cc', { cc: draft.cc })}</span>}
          <IconChevronDown size={12} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('recipients.title')}>
        <div className="form">
          <TextField
            label={t('mail.toLabel')}
            value={to}
            onChange={(event) => change({ to: event.target.value })}
          />
          <TextField
            label={t('mail.ccLabel')}
            value={draft.cc}
            help={t('recipients.help')}
            onChange={(event) => change({ cc: event.target.value })}
          />
          <TextField
            label={t('mail.subjectLabel')}
            value={
              draft.subject ?? (/^re:/i.test(contact.subject) ? contact.subject : `Re: ${contact.subject}`)
            }
            onChange={(event) => change({ subject: event.target.value })}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
