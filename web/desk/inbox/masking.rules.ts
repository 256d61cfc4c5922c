const dots = '•••';

/** An identity with enough left to check it against what the customer says, and no more. */
export function masked(type: string, value: string): string {
  if (type === 'email' || type === 'pec') {
    const [name = '', domain = ''] = value.split('@');
    return `${name.slice(0, Math.min(2, Math.max(name.length - 1, 0)))}${dots}@${domain.slice(0, 1)}${dots}`;
  }
  if (type === 'phone') return value.length < 6 ? dots : `${value.slice(0, 3)} ${dots} ${value.slice(-3)}`;
  if (type === 'fiscal_code') return `${value.slice(0, 3)} ${dots} ${dots}`;
  return value.length <= 4 ? dots : `${value.slice(0, 2)}${dots}${value.slice(-2)}`;
}
