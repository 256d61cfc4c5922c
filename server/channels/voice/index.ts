import { registerCallLines, registerDialler } from '#server/contacts/index.ts';
import { diallingGateway } from './calls.store.ts';
import { hearingOf } from './listeners.service.ts';
import { heardSince } from './medium.ts';

export { tellInWriting } from './announcements.hearing.ts';
export { startDialler } from './dialler.ts';
export { listenersConsumer } from './listeners.service.ts';
export { voiceOrdersConsumer } from './orders.events.ts';
export {
  findVoiceCall,
  lendRecorder,
  openVoiceCall,
  setRecording,
  type Recorded,
  type Recorder,
  type RecordingNotice,
} from './recorder.ts';
export { messageUploaded } from './waiting.service.ts';
export { lendLinkSender, lendVoicemail, type Voicemail } from './voicemail.ts';
export type { CallRow } from './calls.store.ts';
export { voiceRoutes } from './voice.routes.ts';
export { gatewayGone } from './calls.service.ts';
export { registerCallPage } from './call.pages.ts';
export { removeParty, setParty } from './parties.service.ts';
export { mediaRoutes } from './media.routes.ts';
export { lendCases, type Cases } from './outbound.service.ts';
export { outboundRoutes } from './outbound.routes.ts';
export { offersSecret } from './offers.ts';

/** Tells callbacks whether a gateway is there that dials. Called once by the composition root. */
export const lendDialler = (): void =>
  registerDialler({ able: async (db, now) => (await diallingGateway(db, heardSince(now))) !== null });

/** Tells who follows calls whether they could be heard. Called once by the composition root. */
export const lendCallLines = (): void => registerCallLines({ hearing: hearingOf });
