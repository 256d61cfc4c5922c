import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { CaseTypeView } from '#contract/case-types-api.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { compareDefinitions } from '#contract/pure/case-type-changes.ts';
import {
  Button,
  Confirm,
  Dialog,
  FormMessage,
  IconButton,
  problemText,
  useKey,
  useText,
} from '#web/kit/index.ts';
import { UnsavedGuard } from '#web/kit/records.tsx';
import { useMay } from '../../app/session.ts';
import { TypeText } from './text.tsx';
import { EditProvider } from './edit.tsx';
import { Findings } from './findings.tsx';
import { TypeForms, type Wanted } from './forms.tsx';
import { placeName } from './places.ts';
import { ChangeList, PublishTypeDialog } from './publish.tsx';
import { keysOf } from './references.rules.ts';
import { useTypeDraft, type TypeDraft } from './use-draft.ts';

export type EditView = 'forms' | 'document';

/** What is being written of a type, as forms or as its document: one draft, saved, checked, undone, published. */
export default function TypeEditor({
  type,
  view,
  onView,
  place,
}: {
  type: CaseTypeView;
  view: EditView | null;
  /** What was chosen elsewhere to be shown in the forms. */
  place: Wanted | null;
  onView: (view: EditView) => void;
}) {
  const t = useText('case-types');
  const kit = useText('kit');
  const writes = useMay('admin.knowledge');
  const draft = useTypeDraft(type);
  const [asking, setAsking] = useState<'publish' | 'drop' | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(place);
  const [given, setGiven] = useState(place);
  if (place !== given) {
    setGiven(place);
    setWanted(place);
  }
  useKey('conversation.send', () => void draft.save(), writes && draft.dirty && view !== null);
  const goTo = (place: string) => {
    onView('forms');
    setWanted({ place });
  };
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (!writes || view !== 'forms' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    // The document keeps every step; the browser's own undo would know of one field alone.
    event.preventDefault();
    if (key === 'y' || event.shiftKey) draft.redo();
    else draft.undo();
  }
  if (view === null) return <UnsavedGuard dirtyNow={draft.dirtyNow} />;
  const { document } = draft;
  const published = (part: Parameters<typeof keysOf>[1], key: string) =>
    type.definition !== null && keysOf(type.definition, part).includes(key);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- undo, from wherever the focus is in it
    <div className="type-editor" onKeyDown={onKeyDown}>
      <UnsavedGuard dirtyNow={draft.dirtyNow} />
      <Tools
        type={type}
        draft={draft}
        writes={writes}
        onDrop={() => setAsking('drop')}
        onPublish={() => setAsking('publish')}
      />
      <FormMessage>{draft.problem === null ? null : problemText(draft.problem, kit)}</FormMessage>
      {draft.overtaken && !draft.refused && (
        <p className="notice warn" role="status">
          <span className="grow">
            {t('form.overtaken', { by: type.draft?.by ?? type.publishedBy ?? '' })}
          </span>
          <Button small onClick={() => draft.setRefused(true)}>
            {t('form.see')}
          </Button>
        </p>
      )}
      <div className="type-editor-body">
        <div className="type-editor-main">
          {view === 'document' ? (
            <TypeText draft={draft} writes={writes} />
          ) : document === null ? (
            <div className="notice warn">
              <span className="grow">
                {draft.place === '' ? t('form.noJson') : t('form.strange', { place: draft.place ?? '' })}
              </span>
              <Button small onClick={() => onView('document')}>
                {t('form.toDocument')}
              </Button>
            </div>
          ) : (
            <EditProvider
              value={{
                document,
                readOnly: !writes,
                findings: draft.findings,
                change: draft.change,
                published,
                goTo,
                focus: wanted,
              }}
            >
              <TypeForms wanted={wanted} />
            </EditProvider>
          )}
        </div>
        <Findings
          findings={draft.findings}
          checking={draft.checking}
          onOpen={document === null ? undefined : goTo}
          placeName={(place) => placeName(place, document, t)}
        />
      </div>
      {asking === 'drop' && (
        <Confirm
          title={t('dropTitle')}
          confirm={t('drop')}
          danger
          busy={draft.busy}
          onConfirm={() => void draft.drop().then(() => setAsking(null))}
          onClose={() => setAsking(null)}
        >
          {t('dropText')}
        </Confirm>
      )}
      {asking === 'publish' && <PublishTypeDialog type={type} onClose={() => setAsking(null)} />}
      {draft.refused && <Overtaken type={type} draft={draft} />}
    </div>
  );
}

/** Undo, whether it is kept, and what is done with the draft. */
function Tools({
  type,
  draft,
  writes,
  onDrop,
  onPublish,
}: {
  type: CaseTypeView;
  draft: TypeDraft;
  writes: boolean;
  onDrop: () => void;
  onPublish: () => void;
}) {
  const t = useText('case-types');
  return (
    <div className="row type-tools">
      {writes && (
        <>
          <IconButton
            label={t('form.undo')}
            aria-keyshortcuts="Control+Z"
            disabled={!draft.canUndo}
            onClick={draft.undo}
          >
            <IconArrowBackUp size={17} aria-hidden className="flip" />
          </IconButton>
          <IconButton
            label={t('form.redo')}
            aria-keyshortcuts="Control+Shift+Z"
            disabled={!draft.canRedo}
            onClick={draft.redo}
          >
            <IconArrowForwardUp size={17} aria-hidden className="flip" />
          </IconButton>
        </>
      )}
      <output className="t2 s12 grow">
        {draft.dirty
          ? t('form.unsaved')
          : type.draft === null
            ? t('form.noDraft')
            : t('form.draftBy', { by: type.draft.by })}
      </output>
      <a
        className="type-export"
        href={`/api/v1/case-types/${type.code}/file${type.draft === null ? '' : '?version=draft'}`}
        download
      >
        {t('export')}
      </a>
      {writes && (
        <>
          {type.draft !== null && <Button onClick={onDrop}>{t('drop')}</Button>}
          <Button
            busy={draft.busy}
            disabled={!draft.dirty}
            action="conversation.send"
            onClick={() => void draft.save()}
          >
            {t('save')}
          </Button>
          <Button
            look="solid"
            disabled={draft.dirty || draft.busy || type.draft === null}
            onClick={onPublish}
          >
            {t('publish')}
          </Button>
        </>
      )}
    </div>
  );
}

const parsed = (text: string): Partial<CaseTypeDefinition> | null => {
  try {
    return JSON.parse(text) as Partial<CaseTypeDefinition>;
  } catch {
    return null;
  }
};

/** Two have written at once: what the other changed, and whose text stays. */
function Overtaken({ type, draft }: { type: CaseTypeView; draft: TypeDraft }) {
  const t = useText('case-types');
  const kit = useText('kit');
  const [before, after] = [parsed(draft.base), parsed(type.draft?.text ?? type.text ?? '')];
  return (
    <Dialog
      title={t('form.conflictTitle')}
      size={640}
      onClose={() => draft.setRefused(false)}
      actions={
        <>
          <Button onClick={() => draft.setRefused(false)}>{kit('cancel')}</Button>
          <Button onClick={draft.takeTheirs}>{t('form.takeTheirs')}</Button>
          <Button look="solid" busy={draft.busy} onClick={() => void draft.saveOver()}>
            {t('form.saveMine')}
          </Button>
        </>
      }
    >
      <div className="form">
        <p>{t('form.conflictText', { by: type.draft?.by ?? type.publishedBy ?? '' })}</p>
        {before === null || after === null ? (
          <p className="t2">{t('form.conflictUnread')}</p>
        ) : (
          <ChangeList label={t('form.theirChanges')} items={compareDefinitions(before, after)} />
        )}
        <p className="t2">{t('form.conflictHelp')}</p>
      </div>
    </Dialog>
  );
}
