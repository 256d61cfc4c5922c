export { computeFiscalCode } from './codice-fiscale.rules.ts';
export type { FiscalCodePerson, FiscalCodeReading, Refusal, Sex } from './codice-fiscale.rules.ts';
export { normaliseIdentity } from './identity.rules.ts';
export type { NormalIdentity, NormalIdentityType } from './identity.rules.ts';
export type { IdentityType } from './recognise.rules.ts';
export { customersRoutes } from './customers.routes.ts';
export { customersByIds } from './customers.read.ts';
export type { CustomerRowView, IdentityView } from './customers.read.ts';
export { adoptIdentities } from './customers.service.ts';
export { recognise } from './recognise.service.ts';
export type { Recognised, Wanted } from './recognise.service.ts';
export { lastBillOf, lastReadingOf, positionsOf, type Outage, type SelfBill } from './self-service.read.ts';
export {
  activateCard,
  checkPin,
  findByIdentifier,
  outageNow,
  pinHash,
  reachOf,
  setPin,
  takeReading,
} from './self-service.service.ts';
