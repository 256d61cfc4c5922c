let region: HTMLElement | undefined;

/** Says something to those who listen to the screen, politely: for what others see happen. */
export function announce(text: string): void {
  if (region === undefined) {
    region = document.createElement('div');
    region.className = 'sr';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  const target = region;
  target.textContent = '';
  // A region that is filled in the moment it comes is not read out.
  setTimeout(() => (target.textContent = text), 100);
}
