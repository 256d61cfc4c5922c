import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Names } from '#contract/route.ts';
import { Button, Confirm, EmptyState, IconButton, TextField, useText } from '#web/kit/index.ts';
import { isIn, keyFor, moved, type KeyedPart } from './document.rules.ts';
import { partName, useEdit, useWrong } from './edit.tsx';
import { usePlaceName } from './places.ts';
import { keysOf, renamed, takenKeys, usesOf, without, type Named } from './references.rules.ts';

export interface Listed {
  key: string;
  name: string;
  /** A word or two on what it is. */
  note?: string;
}

/** The parts of one kind: chosen, put in order by hand or keyboard, added, taken away; the chosen one's form beside. */
export function Items({
  part,
  items,
  open,
  onOpen,
  onAdd,
  children,
}: {
  part: Named;
  items: Listed[];
  open: number;
  onOpen: (index: number) => void;
  /** Puts a new one at the end. */
  onAdd: () => void;
  /** The form of the chosen one. */
  children: (index: number) => ReactNode;
}) {
  const t = useText('case-types');
  const { document, readOnly, findings, change } = useEdit();
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const ordered = part !== 'notices';
  const at = Math.min(open, items.length - 1);
  const current = items[at];
  // The one that was moved or has just been made stays in sight.
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, items.length]);
  function move(from: number, to: number) {
    if (!ordered || readOnly || to < 0 || to >= items.length || from === to) return;
    change({ ...document, [part]: moved<unknown>(document[part as KeyedPart] ?? [], from, to) });
    onOpen(to);
    setSaid(t('form.moved', { name: items[from]!.name, number: to + 1, total: items.length }));
  }
  function onKeyDown(event: KeyboardEvent, index: number) {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    if (event.altKey) move(index, index + step);
    const next = Math.max(0, Math.min(items.length - 1, index + step));
    if (!event.altKey) onOpen(next);
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLButtonElement>('.type-item')[next]?.focus(),
    );
  }
  const wrong = (index: number) => {
    const place = ordered ? `${part}[${index}]` : `${part}.${items[index]!.key}`;
    return findings.filter((one) => isIn(one.place, place)).length;
  };
  return (
    <div className="type-items">
      <div className="type-items-list">
        <ol ref={list} aria-label={t(`parts.${part}`)}>
          {items.map((one, index) => (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- for the mouse; its button moves by keyboard
            <li
              key={`${one.key} ${index}`}
              className={over === index && dragged !== null && dragged !== index ? 'over' : ''}
              draggable={ordered && !readOnly}
              onDragStart={(event) => {
                setDragged(index);
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', one.name);
              }}
              onDragOver={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(index);
              }}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) move(dragged, index);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
            >
              {ordered && !readOnly && <IconGripVertical size={14} aria-hidden className="grip" />}
              <button
                type="button"
                className="type-item"
                aria-current={index === at}
                aria-keyshortcuts={ordered && !readOnly ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
                onClick={() => onOpen(index)}
                onKeyDown={(event) => onKeyDown(event, index)}
              >
                <span className="ell">{one.name}</span>
                {one.note !== undefined && <small className="t3 ell">{one.note}</small>}
                {wrong(index) > 0 && (
                  <>
                    <i className="type-mark" aria-hidden />
                    <span className="sr">{t('form.found1', { count: wrong(index) })}</span>
                  </>
                )}
              </button>
            </li>
          ))}
        </ol>
        {!readOnly && (
          <div className="type-items-tools">
            <Button small icon={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
              {t(`form.add.${part}`)}
            </Button>
            {current !== undefined && ordered && (
              <>
                <IconButton
                  label={t('form.up', { name: current.name })}
                  disabled={at === 0}
                  onClick={() => move(at, at - 1)}
                >
                  <IconArrowUp size={15} aria-hidden />
                </IconButton>
                <IconButton
                  label={t('form.down', { name: current.name })}
                  disabled={at === items.length - 1}
                  onClick={() => move(at, at + 1)}
                >
                  <IconArrowDown size={15} aria-hidden />
                </IconButton>
              </>
            )}
            {current !== undefined && <Remove part={part} index={at} item={current} />}
          </div>
        )}
        <output className="sr">{said}</output>
      </div>
      {current === undefined ? (
        <EmptyState>{t(`form.none.${part}`)}</EmptyState>
      ) : (
        <section className="type-item-form" aria-label={current.name} key={`${part} ${at}`}>
          <ItemWrong place={ordered ? `${part}[${at}]` : `${part}.${current.key}`} />
          <fieldset className="bare form" disabled={readOnly}>
            {children(at)}
          </fieldset>
        </section>
      )}
    </div>
  );
}

/** What is said of the part as a whole. */
function ItemWrong({ place }: { place: string }) {
  const wrong = useWrong()(place, true);
  return wrong === undefined ? null : (
    <p className="notice warn" data-place={place} tabIndex={-1}>
      {wrong}
    </p>
  );
}

/** Takes a part away. One that is named elsewhere says by what first. */
function Remove({ part, index, item }: { part: Named; index: number; item: Listed }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const nameOf = usePlaceName();
  const [uses, setUses] = useState<string[] | null>(null);
  const remove = () => {
    change(without(document, part, index));
    setUses(null);
  };
  return (
    <>
      <IconButton
        label={t('form.remove', { name: item.name })}
        onClick={() => {
          // One of two with the same key is what the name means still.
          const twice = keysOf(document, part).filter((key) => key === item.key).length > 1;
          const found = twice ? [] : usesOf(document, part, item.key);
          if (found.length === 0) remove();
          else setUses(found);
        }}
      >
        <IconTrash size={15} aria-hidden />
      </IconButton>
      {uses !== null && (
        <Confirm
          title={t('form.removeTitle', { name: item.name })}
          confirm={t('form.removeAnyway')}
          danger
          onConfirm={remove}
          onClose={() => setUses(null)}
        >
          <p>{t('form.usedBy')}</p>
          <ul className="type-uses">
            {[...new Set(uses.map(nameOf))].map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <p className="t2">{t('form.usedByText')}</p>
        </Confirm>
      )}
    </>
  );
}

// A key that was made for a part before it had a name.
export const madeUp = /^(field|state|transition|task|approval|document|clock|plan|piece|notice)_\d+$/;

/** A part that has just been named gets a key of that name. What somebody chose, or what was published, stays. */
export function useNaming(part: Named, index: number) {
  const { document, change, published } = useEdit();
  return (names: Partial<Names> | undefined) => {
    const key = keysOf(document, part)[index];
    const name = partName(names, '');
    if (key === undefined || !madeUp.test(key) || published(part, key) || name === '') return;
    const taken = new Set([...takenKeys(document, part)].filter((one) => one !== key));
    change(renamed(document, part, index, keyFor(names?.en || name, taken, part.slice(0, -1))));
  };
}

/** The key of a part, as the document calls it. Changing it renames what is said of it. */
export function KeyField({
  part,
  index,
  onRenamed,
}: {
  part: Named;
  index: number;
  onRenamed?: (key: string) => void;
}) {
  const t = useText('case-types');
  const { document, change, published } = useEdit();
  const wrong = useWrong();
  const key = keysOf(document, part)[index] ?? '';
  return (
    <KeyInput
      place={part === 'notices' ? `notices.${key}` : `${part}[${index}].key`}
      value={key}
      taken={takenKeys(document, part)}
      uses={usesOf(document, part, key).length}
      kept={published(part, key) && (part === 'fields' || part === 'states') ? t(`form.keyKept.${part}`) : ''}
      error={wrong(`${part}[${index}].key`)}
      onRename={(to) => {
        change(renamed(document, part, index, to));
        onRenamed?.(to);
      }}
    />
  );
}

/** A key that is written. It is another one when the field is left, unless it is taken. */
export function KeyInput({
  place,
  value: key,
  taken: keys,
  uses,
  kept = '',
  error,
  onRename,
}: {
  place: string;
  value: string;
  taken: ReadonlySet<string>;
  /** In how many places it is named. */
  uses: number;
  /** What is lost with it. */
  kept?: string;
  error: string | undefined;
  onRename: (key: string) => void;
}) {
  const t = useText('case-types');
  const [typed, setTyped] = useState<string | null>(null);
  const taken = typed !== null && typed !== key && keys.has(typed);
  const done = () => {
    if (typed !== null && typed !== '' && typed !== key && !taken) onRename(typed);
    setTyped(null);
  };
  return (
    <TextField
      label={t('form.key')}
      help={[uses === 0 ? t('form.keyHelp') : t('form.keyUsed', { count: uses }), kept].join(' ').trim()}
      data-place={place}
      className="input mono"
      spellCheck={false}
      maxLength={40}
      error={taken ? t('form.keyTaken') : error}
      value={typed ?? key}
      onChange={(event) => setTyped(event.target.value.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_'))}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}
