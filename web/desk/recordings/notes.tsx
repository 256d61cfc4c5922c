import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import {
  addRecordingNote,
  changeRecordingNote,
  dropRecordingNote,
  getRecording,
  type RecordingNote,
} from '#contract/recordings.ts';
import {
  AreaField,
  Button,
  call,
  formats,
  FormMessage,
  IconButton,
  invalidate,
  toastProblem,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

/** Notes at moments of a recording; `noting` is the moment that one is being written about. */
export function Notes({
  recording,
  noting,
  onDone,
  onSeek,
}: {
  recording: string;
  noting: number | null;
  onDone: () => void;
  onSeek: (at: number) => void;
}) {
  const t = useText('recordings');
  const query = useApi(getRecording, { params: { id: recording } });
  const notes = query.data?.notesOf ?? [];
  const [editing, setEditing] = useState<string | null>(null);
  const again = () => invalidate(getRecording, { params: { id: recording } });
  return (
    <div className="player-notes">
      {noting !== null && (
        <NoteForm
          label={t('note.at', { at: formats.clock(noting / 1000) })}
          start=""
          onCancel={onDone}
          onSave={async (text) => {
            await call(addRecordingNote, {
              params: { id: recording },
              body: { at: Math.round(noting), text },
            });
            again();
            onDone();
          }}
        />
      )}
      {notes.length > 0 && (
        <ol aria-label={t('note.label')}>
          {notes.map((note) =>
            editing === note.id ? (
              <li key={note.id}>
                <NoteForm
                  label={t('note.at', { at: formats.clock(note.at / 1000) })}
                  start={note.text}
                  onCancel={() => setEditing(null)}
                  onSave={async (text) => {
                    await call(changeRecordingNote, {
                      params: { id: recording, note: note.id },
                      body: { text },
                    });
                    again();
                    setEditing(null);
                  }}
                />
              </li>
            ) : (
              <Note
                key={note.id}
                note={note}
                onSeek={() => onSeek(note.at)}
                onEdit={() => setEditing(note.id)}
                onDrop={() => {
                  call(dropRecordingNote, { params: { id: recording, note: note.id } }).then(
                    again,
                    toastProblem,
                  );
                }}
              />
            ),
          )}
        </ol>
      )}
    </div>
  );
}

function Note({
  note,
  onSeek,
  onEdit,
  onDrop,
}: {
  note: RecordingNote;
  onSeek: () => void;
  onEdit: () => void;
  onDrop: () => void;
}) {
  const t = useText('recordings');
  const at = formats.clock(note.at / 1000);
  return (
    <li>
      <button type="button" className="link num" aria-label={t('note.go', { at })} onClick={onSeek}>
        {at}
      </button>
      <div className="grow">
        <p className="note-text">{note.text}</p>
        <p className="t3 s12">
          {note.authorName} · {formats.dateTime(note.madeAt)}
          {note.changedAt !== null && ` · ${t('note.changed')}`}
        </p>
      </div>
      {note.mine && (
        <>
          <IconButton label={t('note.edit', { at })} onClick={onEdit}>
            <IconPencil size={15} aria-hidden />
          </IconButton>
          <IconButton label={t('note.drop', { at })} onClick={onDrop}>
            <IconTrash size={15} aria-hidden />
          </IconButton>
        </>
      )}
    </li>
  );
}

function NoteForm({
  label,
  start,
  onSave,
  onCancel,
}: {
  label: string;
  start: string;
  onSave: (text: string) => Promise<void>;
  onCancel: () => void;
}) {
  const t = useText('recordings');
  const form = useForm({ text: start });
  const submit = form.submit(({ text }) => onSave(text));
  return (
    <form className="form note-form" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <AreaField
        label={label}
        rows={2}
        {...form.text('text')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for by a button
        autoFocus
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onCancel();
          }
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
      <div className="form-actions">
        <Button small onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button small type="submit" look="solid" busy={form.busy}>
          {t('note.save')}
        </Button>
      </div>
    </form>
  );
}
