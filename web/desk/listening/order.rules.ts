/**
 * Chats in the order that the server gave, or, while somebody is in the list, in the order they were in: what is new
 * comes after, what is gone leaves no gap.
 */
export function inOrder<T extends { contact: string }>(chats: readonly T[], kept: readonly string[]): T[] {
  if (kept.length === 0) return [...chats];
  const place = new Map(kept.map((id, index) => [id, index]));
  const at = ({ contact }: T) => place.get(contact) ?? kept.length;
  return chats.toSorted((one, other) => at(one) - at(other));
}
