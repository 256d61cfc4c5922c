/** @jsxImportSource preact */
const icon = (path: string, weight = 1.8) => (
  <svg viewBox="0 0 24 24" stroke-width={weight} aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);
export const bubble = icon('M4 5h16v11H10l-4 4v-4H4z');
export const cross = icon('M6 6l12 12M18 6L6 18');
export const arrow = icon('M4 12l16-7-5 16-3-7z');
export const handset = icon(
  'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z',
);
export const clip = icon('M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7');
export const dots = icon('M12 5v.01M12 12v.01M12 19v.01', 3.4);
