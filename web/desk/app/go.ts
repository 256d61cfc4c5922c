let push: (address: string) => void = (address) => location.assign(address);
/** Told by the router which way to go; kept apart so that a screen need not import the router that loads it. */
export function setGo(way: (address: string) => void): void {
  push = way;
}
/** Goes to an address of the desk, from anywhere. */
export const go = (address: string): void => push(address);
