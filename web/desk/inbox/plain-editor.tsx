import { useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import { isMenuKey, type EditorHandle, type EditorProps } from './editor.ts';

/** The box for chat lines and notes; grows with its text. */
export function PlainEditor({
  ref,
  label,
  placeholder,
  text,
  onChange,
  onCaret,
  onMenuKey,
  onFiles,
  onLeave,
  menu,
}: EditorProps & { ref: Ref<EditorHandle> }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    focus: () => area.current?.focus(),
    replaceBefore(length, words) {
      const element = area.current;
      if (element === null) return;
      const end = element.selectionEnd;
      element.focus();
      element.setRangeText(words, Math.max(0, end - length), end, 'end');
      onChange(element.value, null);
    },
    // Its text is the draft's own.
    set: () => undefined,
    select(words) {
      const element = area.current;
      const at = element?.value.indexOf(words) ?? -1;
      element?.focus();
      if (at >= 0) element?.setSelectionRange(at, at + words.length);
    },
  }));
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = '0';
    element.style.height = `${Math.min(Math.max(element.scrollHeight, 76), 260)}px`;
  }, [text]);
  const caret = () => {
    const element = area.current;
    if (element !== null) onCaret(element.value.slice(0, element.selectionEnd).split('\n').at(-1) ?? '');
  };
  return (
    <textarea
      ref={area}
      className="plain-editor"
      aria-label={label}
      placeholder={placeholder}
      dir="auto"
      value={text}
      {...(menu === null
        ? {}
        : {
            'aria-controls': menu.id,
            'aria-activedescendant': menu.active,
            'aria-autocomplete': 'list' as const,
          })}
      onChange={(event) => {
        onChange(event.target.value, null);
        caret();
      }}
      onKeyUp={(event) => {
        if (!isMenuKey(event)) caret();
      }}
      onClick={caret}
      onKeyDown={(event) => {
        if (menu !== null && isMenuKey(event) && onMenuKey(event.key)) event.preventDefault();
        else if (event.key === 'Escape') onLeave();
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      }}
    />
  );
}
