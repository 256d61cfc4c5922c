import { IconChevronDown, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { z } from 'zod';
import {
  createClassification,
  listClassification,
  updateClassification,
  type classification,
} from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import {
  Button,
  callPatiently,
  CheckField,
  EmptyState,
  formats,
  Loaded,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { EditorPane, refresh, useEditor } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { citizensOnly, NamesFields, orNull, SectionPage, useRecord, useServices } from './common.tsx';
import './further.css';

type Node = z.output<typeof classification>;
const rowsOf = ({ items }: { items: Node[] }) => items;

/** The three-level classification as a tree: arrows move and open, Enter edits. */
export default function Classification() {
  const t = useText('admin');
  const nodes = useApi(listClassification, undefined, { select: rowsOf });
  const writes = useMay('admin.knowledge');
  const record = useRecord('classification');
  const [parent, setParent] = useState<string | null>(null);
  const row = nodes.data?.find(({ id }) => id === record.id) ?? null;
  const addUnder = (id: string | null) => {
    setParent(id);
    go('/admin/classification/new');
  };
  return (
    <SectionPage
      id="classification"
      lead={t('classification.lead')}
      onNew={writes ? () => addUnder(null) : undefined}
      newLabel={t('classification.newFirst')}
    >
      <div className={`records ${record.id === undefined ? '' : 'open'}`}>
        <div className="records-list">
          <Loaded query={nodes} rows={12} height={32}>
            {(all) => <Tree nodes={all} open={record.id} onOpen={record.open} />}
          </Loaded>
        </div>
        {record.id !== undefined && (row !== null || record.isNew) && (
          <NodeEditor
            key={`${record.id}${record.isNew ? (parent ?? '') : ''}`}
            row={row}
            parent={row === null ? (nodes.data?.find(({ id }) => id === parent) ?? null) : null}
            siblings={
              (nodes.data ?? []).filter(({ parentId }) => parentId === (row?.parentId ?? parent)).length
            }
            writes={writes}
            onClose={record.close}
            onSaved={record.open}
            onAdd={addUnder}
          />
        )}
      </div>
    </SectionPage>
  );
}

function Tree({
  nodes,
  open,
  onOpen,
}: {
  nodes: Node[];
  open: string | undefined;
  onOpen: (id: string) => void;
}) {
  const t = useText('admin');
  const tree = useRef<HTMLUListElement>(null);
  const byParent = useMemo(() => {
    const map = new Map<string | null, Node[]>();
    for (const node of nodes) map.set(node.parentId, [...(map.get(node.parentId) ?? []), node]);
    for (const list of map.values())
      list.sort(
        (one, other) => one.position - other.position || nameIn(one.name).localeCompare(nameIn(other.name)),
      );
    return map;
  }, [nodes]);
  const parentOf = (id: string) => nodes.find((one) => one.id === id)?.parentId ?? null;
  const [shut, setShut] = useState<Set<string>>(
    () => new Set(nodes.filter(({ level }) => level === 2).map(({ id }) => id)),
  );
  const [focused, setFocused] = useState<string | null>(null);
  const stop = focused ?? open ?? byParent.get(null)?.[0]?.id ?? null;
  const turn = (id: string, shutIt: boolean) =>
    setShut((old) => {
      const next = new Set(old);
      if (shutIt) next.add(id);
      else next.delete(id);
      return next;
    });

  function onKeyDown(event: KeyboardEvent, node: Node) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
    const at = items.indexOf(event.currentTarget as HTMLElement);
    const inside = byParent.get(node.id) ?? [];
    const move = (index: number) => items[Math.max(0, Math.min(items.length - 1, index))]?.focus();
    const keys: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(items.length - 1),
      ArrowRight: () => {
        if (inside.length === 0) return;
        if (shut.has(node.id)) turn(node.id, false);
        else move(at + 1);
      },
      ArrowLeft: () => {
        if (inside.length > 0 && !shut.has(node.id)) turn(node.id, true);
        else {
          const above = parentOf(node.id);
          if (above !== null) tree.current?.querySelector<HTMLElement>(`[data-id="${above}"]`)?.focus();
        }
      },
      Enter: () => onOpen(node.id),
      ' ': () => onOpen(node.id),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  const branch = (node: Node) => {
    const inside = byParent.get(node.id) ?? [];
    const isShut = shut.has(node.id);
    return (
      <li
        key={node.id}
        role="treeitem"
        data-id={node.id}
        aria-level={node.level}
        aria-expanded={inside.length > 0 ? !isShut : undefined}
        aria-selected={node.id === open}
        tabIndex={node.id === stop ? 0 : -1}
        onFocus={(event) => {
          if (event.target === event.currentTarget) setFocused(node.id);
        }}
        onKeyDown={(event) => onKeyDown(event, node)}
      >
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the item has the keys */}
        <div
          className={`tree-row l${node.level}`}
          style={{ paddingInlineStart: 12 + (node.level - 1) * 22 }}
          onClick={() => onOpen(node.id)}
        >
          {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- arrows do the same */}
          <span
            className="twist"
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              turn(node.id, !isShut);
            }}
          >
            {inside.length > 0 &&
              (isShut ? <IconChevronRight size={14} className="flip" /> : <IconChevronDown size={14} />)}
          </span>
          <span className={`grow ell ${node.active ? '' : 'off'}`}>
            {nameIn(node.name)}
            {!node.active && <span className="sr">, {t('inactive')}</span>}
          </span>
          {inside.length > 0 && <span className="t3 num s12">{inside.length}</span>}
          <span className="t3 mono">{node.code}</span>
        </div>
        {inside.length > 0 && !isShut && (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the group of a tree
          <ul role="group">{inside.map(branch)}</ul>
        )}
      </li>
    );
  };
  const roots = byParent.get(null) ?? [];
  if (roots.length === 0) return <EmptyState>{t('classification.empty')}</EmptyState>;
  return (
    <ul role="tree" className="tree" ref={tree} aria-label={t('sections.classification')}>
      {roots.map(branch)}
    </ul>
  );
}

function NodeEditor({
  row,
  parent,
  siblings,
  writes,
  onClose,
  onSaved,
  onAdd,
}: {
  row: Node | null;
  parent: Node | null;
  siblings: number;
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
  onAdd: (parent: string) => void;
}) {
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const queues = useApi(listQueues);
  const editor = useEditor({
    code: row?.code ?? (parent === null ? '' : `${parent.code}.`),
    nameIt: row?.name.it ?? '',
    nameEn: row?.name.en ?? '',
    ...(Object.fromEntries(citizensOnly.map((one) => [one, row?.name[one] ?? ''])) as Record<
      (typeof citizensOnly)[number],
      string
    >),
    serviceId: row?.serviceId ?? '',
    queueHint: row?.queueHint ?? '',
    position: (row?.position ?? siblings + 1) as number | null,
    active: row?.active ?? true,
  });
  return (
    <EditorPane
      title={
        row !== null
          ? nameIn(row.name)
          : parent === null
            ? t('classification.newFirst')
            : t('classification.newUnder', { name: nameIn(parent.name) })
      }
      lead={row === null ? undefined : t('classification.level', { level: row.level })}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      actions={
        row !== null &&
        row.level < 3 &&
        writes && (
          <Button small icon={<IconPlus size={14} aria-hidden />} onClick={() => onAdd(row.id)}>
            {t('classification.addUnder')}
          </Button>
        )
      }
      onSave={async ({ nameIt, nameEn, code, active, serviceId, queueHint, position, ...translated }) => {
        const body = {
          code,
          active,
          parentId: row?.parentId ?? parent?.id ?? null,
          name: {
            it: nameIt,
            en: nameEn,
            ...Object.fromEntries(Object.entries(translated).filter(([, name]) => name !== '')),
          },
          serviceId: orNull(serviceId),
          queueHint: orNull(queueHint),
          position: position ?? 0,
        };
        const saved =
          row === null
            ? await callPatiently(createClassification, { body })
            : await callPatiently(updateClassification, { params: { id: row.id }, body });
        await refresh(listClassification);
        return saved;
      }}
    >
      <NamesFields editor={editor} />
      <details className="further">
        <summary>{t('classification.citizens')}</summary>
        <div className="form">
          <p className="help">{t('classification.citizensHelp')}</p>
          {citizensOnly.map((one) => (
            <TextField
              key={one}
              label={t('classification.nameIn', { language: formats.languageName(one) })}
              optional
              maxLength={200}
              dir="auto"
              {...editor.text(one)}
              error={editor.error(`name.${one}`)}
            />
          ))}
        </div>
      </details>
      <div className="form-row">
        <TextField label={t('code')} className="input mono" {...editor.text('code')} />
        <TextField label={t('position')} {...editor.number('position')} />
      </div>
      <SelectField label={t('service')} options={services} {...editor.text('serviceId')} />
      <SelectField
        label={t('classification.queue')}
        help={t('classification.queueHelp')}
        options={[
          { value: '', label: t('noQueue') },
          ...(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...editor.text('queueHint')}
      />
      <CheckField label={t('active')} help={t('classification.activeHelp')} {...editor.check('active')} />
    </EditorPane>
  );
}
