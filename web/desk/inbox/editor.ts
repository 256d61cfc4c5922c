import type { KeyboardEvent as ReactKeyboardEvent } from 'react';

/** What the composer can do with the text box in it, rich or plain. */
export interface EditorHandle {
  focus(): void;
  /** Puts text in place of the `length` characters before the caret. */
  replaceBefore(length: number, text: string): void;
  set(text: string, html: string | null): void;
  /** Selects these words where they stand first, so that what is typed takes their place. */
  select(words: string): void;
}

export interface EditorProps {
  label: string;
  placeholder: string;
  text: string;
  html: string | null;
  onChange: (text: string, html: string | null) => void;
  /** What stands before the caret on its line: a "/" or "@" there opens a menu. */
  onCaret: (before: string) => void;
  /** Keys of the open menu; true when it took the key. */
  onMenuKey: (key: string) => boolean;
  onFiles: (files: File[]) => void;
  onSend: () => void;
  /** Esc, when no menu is open: out of the box, so that single keys work again. */
  onLeave: () => void;
  menu: { id: string; active: string | undefined } | null;
}

/** The menu takes these keys while it is open. */
export const menuKeys = new Set(['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape']);
export const isMenuKey = (event: KeyboardEvent | ReactKeyboardEvent): boolean =>
  menuKeys.has(event.key) && !event.ctrlKey && !event.metaKey && !event.shiftKey;

/** Paragraphs of plain text as HTML. */
export const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((one) => `<p>${one.split('\n').map(escape).join('<br>')}</p>`)
    .join('');
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
