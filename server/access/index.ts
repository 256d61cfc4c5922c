import { registerActorNames } from '#server/platform/index.ts';
import { actorNameOf } from './access.read.ts';

export { accessRoutes } from './access.routes.ts';
export {
  readerLanguage,
  seenSince,
  servicesReached,
  staffByIds,
  staffNames,
  staffOfService,
  staffOfTeam,
  staffWhoMay,
  staffWhoMayEverywhere,
  type StaffPlace,
} from './access.read.ts';
export { authenticate, forgetCredentials } from './authenticate.ts';
export { allRoles, findService, findTeam, type TeamRow } from './places.store.ts';
export { ensureBuiltInRoles, listServices, putService, putTeam } from './places.service.ts';
export { hashPassword } from './passwords.ts';
export { endSessionsOf, openSession, type Origin } from './session.service.ts';
export { organisationName, timeZoneName } from './organisation.service.ts';
export { createStaffMember, setPassword, staffCan, updateStaffMember } from './staff.service.ts';
export type { AccessHooks, StaffInput } from './staff.service.ts';
export {
  listeningAllowed,
  listeningAsks,
  recordingTerm,
  singleViewsAllowed,
  transcriptTerm,
  writeListeningAsks,
  writeSingleViewTerms,
  type SingleViewTerm,
  type StaffView,
} from './single-views.ts';
export { createTokenFor, ensureBootstrapToken, ensureOwnToken } from './tokens.service.ts';
export type { TokenInput } from './tokens.service.ts';
export { findStaffByEmail } from './staff.store.ts';

// Only this module knows people; what is below it names them all the same.
registerActorNames(actorNameOf);
