import type { LiveEvent } from '#contract/live.ts';
import { getRecording, listRecordings, recordingsOfContact } from '#contract/recordings.ts';
import { invalidate } from '#web/kit/index.ts';

/** A recording began, paused, ended, got a note or lost its sound. */
export function onRecordingEvent({ kind, data }: LiveEvent): void {
  invalidate(recordingsOfContact, { params: { id: String(data['contact']) } });
  if (kind !== 'recording.changed') return;
  invalidate(getRecording, { params: { id: String(data['recording']) } });
  invalidate(listRecordings);
}
