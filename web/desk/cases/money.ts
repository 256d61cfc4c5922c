import { formats } from '#web/kit/index.ts';

/** Cents as euros, as the reader writes them. */
export const euros = (cents: number): string =>
  new Intl.NumberFormat(formats.locale(), { style: 'currency', currency: 'EUR' }).format(cents / 100);
