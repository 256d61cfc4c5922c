// The one door to the channels: nobody above imports an adapter by itself.
export * as email from './email/index.ts';
export * as sms from './sms/index.ts';
export * as voice from './voice/index.ts';
export { dropUnusedUploads } from './chat/index.ts';
export { lendOwnCases } from './case-page/index.ts';
export { lendOnlineCases } from './form/index.ts';
export { customerSentence } from './visitors/sentences.ts';
export { publicRoutes, registerPublicPages } from './public-pages.ts';
export { wantsOf } from './visitors/hand-over.ts';
