import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';

/** Rows of one height in a box that scrolls; of many only those near the screen exist. */
export function LongRows<Item>({
  items,
  keyOf,
  label,
  height,
  children,
}: {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  label: string;
  height: number;
  children: (item: Item) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const many = items.length > 60;
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this component
  const virtualizer = useVirtualizer({
    count: many ? items.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 12,
  });
  if (!many)
    return (
      <ul className="agent-rows" aria-label={label}>
        {items.map((item) => (
          <li key={keyOf(item)}>{children(item)}</li>
        ))}
      </ul>
    );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="agent-box" ref={box} tabIndex={0} role="region" aria-label={label}>
      <div role="list" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            role="listitem"
            aria-posinset={index + 1}
            aria-setsize={items.length}
            ref={virtualizer.measureElement}
            data-index={index}
            style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
          >
            {children(items[index]!)}
          </div>
        ))}
      </div>
    </div>
  );
}
