import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconLayoutDistributeHorizontal,
  IconPlus,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Button, Chip, formats, IconButton, nameIn, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';

/** What the flow is, whether it is saved, and what is done with the whole of it. */
export function Head({
  view,
  onView,
  onArrange,
  onAdd,
  onPublish,
}: {
  view: 'drawing' | 'list';
  onView: (view: 'drawing' | 'list') => void;
  onArrange: () => void;
  onAdd: () => void;
  onPublish: () => void;
}) {
  const t = useText('flows');
  const { flow, draft, edits, mayPublish, comparing } = useDesigning();
  return (
    <header className="page-head flow-head">
      <div className="row">
        <Link to="/flows" className="icon-btn" aria-label={t('back')}>
          <IconArrowLeft size={17} aria-hidden className="flip" />
        </Link>
        <h1 className="ell">{nameIn(flow.name)}</h1>
        {flow.published === null ? (
          <Chip tone="line">{t('list.never')}</Chip>
        ) : (
          <Chip tone="ok">{t('list.published', { number: flow.published.number })}</Chip>
        )}
        {!flow.active && <Chip tone="warn">{t('list.inactive')}</Chip>}
        {flow.scheduled !== null && (
          <Chip tone="accent">
            {t('list.scheduled', {
              number: flow.scheduled.number,
              at: formats.dateTime(flow.scheduled.publishAt),
            })}
          </Chip>
        )}
        <SaveState />
        <span className="grow" />
        <div className="flow-views" role="group" aria-label={t('view.label')}>
          {(['drawing', 'list'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => onView(one)}>
              {t(`view.${one}`)}
            </button>
          ))}
        </div>
        {edits && (
          <>
            <IconButton
              label={t('undo')}
              aria-keyshortcuts="Control+Z"
              disabled={!draft.canUndo}
              onClick={draft.undo}
            >
              <IconArrowBackUp size={17} aria-hidden className="flip" />
            </IconButton>
            <IconButton
              label={t('redo')}
              aria-keyshortcuts="Control+Shift+Z"
              disabled={!draft.canRedo}
              onClick={draft.redo}
            >
              <IconArrowForwardUp size={17} aria-hidden className="flip" />
            </IconButton>
            <IconButton label={t('arrange')} onClick={onArrange}>
              <IconLayoutDistributeHorizontal size={17} aria-hidden />
            </IconButton>
            <Button icon={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
              {t('add')}
            </Button>
          </>
        )}
        {mayPublish && comparing === null && (
          <Button look="solid" onClick={onPublish} disabled={flow.draft === null && draft.state === 'saved'}>
            {t('publish.open')}
          </Button>
        )}
      </div>
    </header>
  );
}

/** Whether the server has what is on screen. */
function SaveState() {
  const t = useText('flows');
  const { draft, flow, edits } = useDesigning();
  if (!edits && draft.state === 'saved') return null;
  const words =
    draft.state === 'saved' && flow.draft === null
      ? t('save.same')
      : draft.state === 'saved'
        ? t('save.saved', { at: formats.time(draft.changedAt) })
        : t(`save.${draft.state}`);
  return (
    <output
      className={`s12 flow-save ${draft.state === 'refused' || draft.state === 'offline' ? 'crit-text' : 't3'}`}
    >
      {words}
    </output>
  );
}
