import { csvLine } from '#server/platform/index.ts';
import type { BillingLine } from './compensations.read.ts';

// The file for billing. Its columns are a promise: new ones are added at the end, none is renamed or moved.
const columns = [
  'compensation',
  'case',
  'customer',
  'customer_name',
  'tax_code',
  'regulation',
  'standard',
  'received_at',
  'due_at',
  'ended_at',
  'multiple',
  'amount_eur',
  'approved_by',
  'approved_at',
] as const;

/** Cents as billing reads them: `60.00`. */
const euros = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** The lines as CSV, UTF-8 with a byte order mark. The same lines give the same bytes. */
export const billingFile = (lines: readonly BillingLine[]): string =>
  `\ufeff${[
    csvLine(columns),
    ...lines.map((one) =>
      csvLine([
        one.compensation,
        one.case,
        one.customer,
        one.customerName,
        one.taxCode,
        one.regulation,
        one.standard,
        one.receivedAt,
        one.dueAt,
        one.endedAt,
        one.multiple,
        euros(one.amountCents),
        one.approvedBy,
        one.approvedAt,
      ]),
    ),
  ].join('')}`;
