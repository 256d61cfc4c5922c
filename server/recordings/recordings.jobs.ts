import type { Job } from '#server/platform/index.ts';
import { resumeByLimit } from './control.service.ts';
import { dropFilesJob } from './keeping.service.ts';
import { resumeJobName } from './running.service.ts';
import { transcribeJob } from './transcripts.service.ts';

const resumeJob: Job = {
  name: resumeJobName,
  handle: (ctx, payload) => resumeByLimit(ctx, (payload as { recording: string }).recording),
};

export const recordingJobs: Job[] = [resumeJob, dropFilesJob, transcribeJob];
