import { contextFor, type Ctx, type Platform } from '#server/platform/index.ts';

/** The context of somebody from outside. A member of staff who tries a public page is a customer there, too. */
export const visitorContext = (platform: Platform, ip: string, customerId: string | null = null): Ctx =>
  contextFor(platform, { kind: 'customer', id: customerId, name: '', grants: [], ip });
