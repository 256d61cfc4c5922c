export {
  checkCharacter,
  computeFiscalCode,
  readFiscalCode,
  readVatNumber,
  vatCheckDigit,
} from './codice-fiscale.rules.ts';
export type { FiscalCodePerson, FiscalCodeReading, Refusal, Sex } from './codice-fiscale.rules.ts';
export { normaliseIdentity, readPdr, readPod } from './identity.rules.ts';
export type { NormalIdentity, NormalIdentityType } from './identity.rules.ts';
export { laxNormalForm, normalForm } from './recognise.rules.ts';
export type { IdentityType } from './recognise.rules.ts';
export { customersRoutes } from './customers.routes.ts';
export { customersByIds } from './customers.read.ts';
export type { CustomerRowView, IdentityView } from './customers.read.ts';
export { adoptIdentities, makeCustomer } from './customers.service.ts';
export { recognise } from './recognise.service.ts';
export type { Recognised, Wanted } from './recognise.service.ts';
