import { useId, type KeyboardEvent, type ReactNode } from 'react';

export interface Tab<Id extends string = string> {
  id: Id;
  label: string;
  count?: number;
}

/**
 * Tabs: one stop of the Tab key, arrows, Home and End move. Only the open panel is in the page.
 * `panelId(tab)` on the panel: `id`, and `role="tabpanel"` with `aria-labelledby={tabId}` from `tabIds`.
 */
export function Tabs<Id extends string>({
  label,
  tabs,
  open,
  onOpen,
  ids,
  className,
}: {
  label: string;
  tabs: Tab<Id>[];
  open: Id;
  onOpen: (id: Id) => void;
  ids: TabIds;
  className?: string;
}) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const at = tabs.findIndex(({ id }) => id === open);
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const to =
      event.key === forward
        ? (at + 1) % tabs.length
        : event.key === back
          ? (at - 1 + tabs.length) % tabs.length
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? tabs.length - 1
              : -1;
    const tab = tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    onOpen(tab.id);
    document.getElementById(ids.tab(tab.id))?.focus();
  }
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs take the focus
    <div className={`tabs ${className ?? ''}`} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={ids.tab(tab.id)}
          aria-selected={tab.id === open}
          aria-controls={tab.id === open ? ids.panel(tab.id) : undefined}
          tabIndex={tab.id === open ? 0 : -1}
          onClick={() => onOpen(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && <i className="num">{tab.count}</i>}
        </button>
      ))}
    </div>
  );
}

export interface TabIds {
  tab: (id: string) => string;
  panel: (id: string) => string;
}
export function useTabIds(): TabIds {
  const base = useId();
  return { tab: (id) => `${base}t${id}`, panel: (id) => `${base}p${id}` };
}
export const TabPanel = ({
  ids,
  id,
  children,
  className,
}: {
  ids: TabIds;
  id: string;
  children: ReactNode;
  className?: string;
}) => (
  <div role="tabpanel" id={ids.panel(id)} aria-labelledby={ids.tab(id)} className={className}>
    {children}
  </div>
);
