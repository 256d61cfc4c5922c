import { IconArrowUpRight, IconFolder } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { customerTimeline, type Contact, type timelineItem } from '#contract/contacts.ts';
import { ChannelIcon, Chip, EmptyState, formats, Loaded, nameIn, useText } from '#web/kit/index.ts';
import { Filter, usePages } from '#web/kit/records.tsx';
import FirstContactChip from '../contacts/first-contact.tsx';

type Item = z.output<typeof timelineItem>;

/** All contacts and cases of a customer, on all channels, newest first, by month. */
export function Timeline({ customer }: { customer: string }) {
  const t = useText('customers');
  const [kind, setKind] = useState('');
  const { query, foot } = usePages(customerTimeline, { params: { id: customer }, query: { limit: 50 } });
  return (
    <>
      <header className="main-head">
        <h2>{t('timeline.title')}</h2>
        <Filter
          label={t('timeline.kind')}
          all={t('timeline.all')}
          value={kind}
          onChange={setKind}
          options={(['contact', 'case'] as const).map((value) => ({ value, label: t(`timeline.${value}`) }))}
        />
      </header>
      <div className="main-scroll">
        <Loaded query={query} rows={8} height={52}>
          {(all) => {
            const items = all.filter((one) => kind === '' || one.kind === kind);
            return (
              <>
                {items.length === 0 && <EmptyState>{t('timeline.empty')}</EmptyState>}
                <ol className="timeline">
                  {items.map((item, index) => {
                    const month = formats.monthYear(item.at);
                    const before = items[index - 1];
                    return (
                      <li key={`${item.kind}${item.contact?.id ?? item.case?.id}`}>
                        {(before === undefined || formats.monthYear(before.at) !== month) && (
                          <h3 className="month">{month}</h3>
                        )}
                        {item.contact !== null ? (
                          <ContactRow contact={item.contact} />
                        ) : (
                          item.case !== null && <CaseRow one={item.case} />
                        )}
                      </li>
                    );
                  })}
                </ol>
              </>
            );
          }}
        </Loaded>
        {foot}
      </div>
    </>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const t = useText('customers');
  const open = contact.closedAt === null;
  return (
    <Link to={`/inbox/${contact.id}`} className="timeline-row">
      <ChannelIcon channel={contact.channel} size={16} />
      <span className="grow">
        <span className="row">
          <b className="ell" dir="auto">
            {contact.subject === '' ? contact.preview : contact.subject}
          </b>
          {contact.direction === 'out' && (
            <span className="t3 s12 row">
              <IconArrowUpRight size={13} aria-hidden className="flip" />
              {t('timeline.out')}
            </span>
          )}
        </span>
        <span className="t2 s12 ell block" dir="auto">
          {contact.subject === '' ? '' : contact.preview}
        </span>
      </span>
      <span className="timeline-side">
        <span className="row">
          {open || contact.state !== 'closed' ? (
            <Chip tone={open ? 'accent' : 'line'}>{t(`timeline.state.${contact.state}`)}</Chip>
          ) : null}
          <FirstContactChip contact={contact} />
          <span className="num t2 s12">{formats.brief(contact.arrivedAt)}</span>
        </span>
        <span className="t3 s12 ell">
          <span className="num">{contact.number}</span>
          {contact.agentName !== null && ` · ${contact.agentName}`}
          {contact.caseNumber !== null && ` · ${contact.caseNumber}`}
        </span>
      </span>
    </Link>
  );
}

function CaseRow({ one }: { one: NonNullable<Item['case']> }) {
  const t = useText('customers');
  return (
    <Link to={`/cases/${one.id}`} className="timeline-row case">
      <IconFolder size={16} stroke={1.75} aria-hidden />
      <span className="grow">
        <b className="ell block" dir="auto">
          {one.subject}
        </b>
        <span className="t2 s12">
          {t('timeline.oneCase')} · {nameIn(one.typeName)}
        </span>
      </span>
      <span className="timeline-side">
        <span className="row">
          <Chip tone={one.closedAt === null ? 'accent' : 'mute'}>{t(`timeline.status.${one.status}`)}</Chip>
          <span className="num t2 s12">{formats.brief(one.openedAt)}</span>
        </span>
        <span className="t3 s12 num">{one.number}</span>
      </span>
    </Link>
  );
}
