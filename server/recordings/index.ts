export { recordingGatewayRoutes } from './gateway.routes.ts';
export { deleteDue } from './keeping.service.ts';
export { ensureKeys, keyFile } from './key-file.ts';
export { recorder } from './recorder.ts';
export { recordingJobs } from './recordings.jobs.ts';
export { recordingRoutes } from './recordings.routes.ts';
export { voicemail } from './voicemail.service.ts';
export { rotateKeys } from './rotation.service.ts';
