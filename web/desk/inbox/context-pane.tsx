import { lazy, Suspense, useState } from 'react';
import { Tabs, TabPanel, useTabIds, useText } from '#web/kit/index.ts';
import { CaseTab } from './context-case.tsx';
import { CustomerTab } from './context-customer.tsx';
import { HistoryTab } from './context-history.tsx';
import type { FullContact, FullConversation } from './types.ts';

// Where a flow may have run before a person came.
const FlowStory = lazy(() => import('./flow-story.tsx'));
const TextsTab = lazy(() => import('./context-texts.tsx'));
const OpinionsBeside = lazy(() => import('./opinions-beside.tsx'));
const ArticlesBeside = lazy(() => import('./articles-beside.tsx'));
const flowing: readonly string[] = ['phone', 'chat', 'sms', 'kiosk', 'portal'];

/** Beside the conversation, never over it: who writes, the case, texts at hand, everything before. */
export function ContextPane({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const ids = useTabIds();
  const [tab, setTab] = useState<'customer' | 'case' | 'texts' | 'history'>('customer');
  return (
    <aside className="context" aria-label={t('context.label')}>
      <Tabs
        className="context-tabs"
        label={t('context.tabs')}
        tabs={(['customer', 'case', 'texts', 'history'] as const).map((id) => ({
          id,
          label: t(`context.${id}`),
        }))}
        open={tab}
        onOpen={setTab}
        ids={ids}
      />
      <TabPanel ids={ids} id={tab} className="context-panel">
        {tab === 'customer' && flowing.includes(contact.channel) && (
          <Suspense fallback={null}>
            <FlowStory contact={contact.id} />
          </Suspense>
        )}
        {tab === 'customer' && <CustomerTab contact={contact} conversation={conversation} />}
        {(tab === 'customer' || tab === 'texts') && (
          <Suspense fallback={null}>
            <ArticlesBeside key={contact.id} contact={contact} most={tab === 'customer' ? 2 : 5} />
          </Suspense>
        )}
        {tab === 'case' && <CaseTab contact={contact} />}
        {tab === 'texts' && (
          <Suspense fallback={null}>
            <OpinionsBeside key={contact.id} contact={contact} />
          </Suspense>
        )}
        {tab === 'texts' && (
          <Suspense fallback={null}>
            <TextsTab contact={contact} />
          </Suspense>
        )}
        {tab === 'history' && <HistoryTab customer={contact.customer} current={contact.id} />}
      </TabPanel>
    </aside>
  );
}
