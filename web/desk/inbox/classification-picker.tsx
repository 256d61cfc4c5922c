import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { listClassification } from '#contract/knowledge.ts';
import { IconButton, nameIn, useApi, useText } from '#web/kit/index.ts';

interface Leaf {
  id: string;
  path: string[];
  search: string;
}

const plain = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** One box over the three levels: words of any level find the leaf; the path says where it stands. */
export function ClassificationPicker({
  value,
  labelled = false,
  onChange,
}: {
  value: string | null;
  /** A visible label says already what it asks for. */
  labelled?: boolean;
  onChange: (id: string | null) => void;
}) {
  const t = useText('inbox');
  const id = useId();
  const tree = useApi(listClassification, undefined, { staleTime: 5 * 60_000 });
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const picked = useRef<HTMLButtonElement>(null);
  const leaves = useMemo<Leaf[]>(() => {
    const nodes = (tree.data?.items ?? []).filter(({ active }) => active);
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parents = new Set(nodes.map(({ parentId }) => parentId));
    const pathOf = (node: (typeof nodes)[number]): string[] => {
      const parent = node.parentId === null ? undefined : byId.get(node.parentId);
      return [...(parent === undefined ? [] : pathOf(parent)), nameIn(node.name)];
    };
    return nodes
      .filter((node) => !parents.has(node.id))
      .map((node) => {
        const path = pathOf(node);
        return { id: node.id, path, search: plain(`${path.join(' ')} ${node.code}`) };
      })
      .toSorted((one, other) => one.path.join().localeCompare(other.path.join()));
  }, [tree.data]);
  const words = plain(text).split(/\s+/).filter(Boolean);
  const found = leaves.filter(({ search }) => words.every((word) => search.includes(word))).slice(0, 60);
  const chosen = leaves.find((leaf) => leaf.id === value);
  const current = Math.min(at, Math.max(0, found.length - 1));
  useEffect(() => {
    if (open) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, open]);
  const choose = (leaf: Leaf) => {
    onChange(leaf.id);
    setOpen(false);
    setText('');
    // The box gives way to what was chosen, and so does the focus.
    requestAnimationFrame(() => picked.current?.focus());
  };
  if (chosen !== undefined && !open)
    return (
      <div className="picked">
        <button
          ref={picked}
          type="button"
          onClick={() => {
            setOpen(true);
            requestAnimationFrame(() => input.current?.focus());
          }}
        >
          <span className="sr">{t('classification.label')}: </span>
          {chosen.path.slice(0, -1).map((name) => (
            <span key={name} className="t3">
              {name} ›{' '}
            </span>
          ))}
          <b>{chosen.path.at(-1)}</b>
        </button>
        <IconButton label={t('classification.clear')} onClick={() => onChange(null)}>
          <IconX size={14} aria-hidden />
        </IconButton>
      </div>
    );
  return (
    <div className="picker">
      <input
        ref={input}
        className="input"
        role="combobox"
        aria-label={t('classification.label')}
        aria-expanded={open}
        aria-controls={`${id}l`}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length > 0 ? `${id}${current}` : undefined}
        placeholder={t(labelled ? 'classification.search' : 'classification.placeholder')}
        value={text}
        // Not at the focus, which comes by a key as well: the list would cover the outcome that was just chosen.
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0 && found.length > 0) {
            event.preventDefault();
            if (open) setAt((current + step + found.length) % found.length);
            else setOpen(true);
          } else if (event.key === 'Enter' && open && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            const leaf = found[current];
            if (leaf !== undefined) choose(leaf);
          } else if (event.key === 'Escape' && open) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(false);
          }
        }}
      />
      {open && (
        <div
          className="picker-list"
          id={`${id}l`}
          role="listbox"
          aria-label={t('classification.label')}
          ref={list}
        >
          {found.map((leaf, index) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box has the focus and the keys
            <div
              key={leaf.id}
              id={`${id}${index}`}
              role="option"
              aria-selected={index === current}
              onMouseMove={() => setAt(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(leaf)}
            >
              <span className="t3">{leaf.path.slice(0, -1).join(' › ')}</span>
              <span>{leaf.path.at(-1)}</span>
            </div>
          ))}
          {found.length === 0 && <p className="menu-empty">{t('classification.nothing')}</p>}
        </div>
      )}
    </div>
  );
}
