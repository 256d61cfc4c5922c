import { IconBold, IconItalic, IconLink, IconList, IconListNumbers } from '@tabler/icons-react';
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react';
import Link from '@tiptap/extension-link';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import { Button, Dialog, IconButton, TextField, useText } from '#web/kit/index.ts';
import { isMenuKey, paragraphs, type EditorHandle, type EditorProps } from './editor.ts';

/** The box for mails: paragraphs, bold, italic, lists, links. A chunk of its own. */
export default function RichEditor({
  ref,
  foot,
  ...props
}: EditorProps & { ref: Ref<EditorHandle>; foot: ReactNode }) {
  const { label, placeholder, text, html } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const tell = (editor: Editor) => {
    const { $from } = editor.state.selection;
    latest.current.onCaret($from.parent.textBetween(0, $from.parentOffset, undefined, ' '));
  };
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ heading: false, codeBlock: false, horizontalRule: false, link: false }),
      Link.configure({ openOnClick: false, autolink: true, defaultProtocol: 'https' }),
    ],
    content: html ?? paragraphs(text),
    editorProps: {
      attributes: {
        'aria-label': label,
        role: 'textbox',
        'aria-multiline': 'true',
        class: 'rich-editor',
        dir: 'auto',
      },
      handleKeyDown: (_view, event) => {
        // The editor would take it for a line break.
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          latest.current.onSend();
          return true;
        }
        if (latest.current.menu !== null && isMenuKey(event)) return latest.current.onMenuKey(event.key);
        if (event.key !== 'Escape') return false;
        latest.current.onLeave();
        return true;
      },
      handlePaste: (_view, event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length > 0) latest.current.onFiles(files);
        return files.length > 0;
      },
      handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: ({ editor: now }) => {
      const words = now.getText({ blockSeparator: '\n\n' });
      latest.current.onChange(words, words.trim() === '' ? null : now.getHTML());
      tell(now);
    },
    onSelectionUpdate: ({ editor: now }) => tell(now),
  });
  // On a slow machine the editor made for the first drawing is thrown away and another takes its place: who asked the
  // first one for the focus gets it from the second.
  const owed = useRef(false);
  useEffect(() => {
    if (!owed.current || editor.isDestroyed) return;
    owed.current = false;
    editor.commands.focus('end');
  }, [editor]);
  useImperativeHandle(ref, () => ({
    focus() {
      if (editor.isDestroyed) owed.current = true;
      else editor.commands.focus('end');
    },
    replaceBefore(length, words) {
      if (editor.isDestroyed) return;
      const to = editor.state.selection.from;
      // One paragraph goes into the line; more take paragraphs of their own.
      const content = /\n/.test(words) ? paragraphs(words) : { type: 'text', text: words };
      editor
        .chain()
        .focus()
        .insertContentAt({ from: Math.max(0, to - length), to }, content)
        .run();
    },
    set(words, rich) {
      // The next editor begins with what its props say.
      if (editor.isDestroyed) return;
      editor.commands.setContent(rich ?? paragraphs(words), { emitUpdate: false });
    },
    select(words) {
      if (editor.isDestroyed) return;
      let from: number | null = null;
      editor.state.doc.descendants((node, place) => {
        const at = node.isText && from === null ? (node.text ?? '').indexOf(words) : -1;
        if (at >= 0) from = place + at;
      });
      const chain = editor.chain().focus();
      if (from === null) chain.run();
      else
        chain
          .setTextSelection({ from, to: from + words.length })
          .scrollIntoView()
          .run();
    },
  }));
  return (
    <>
      <div className="rich-box">
        {text.trim() === '' && (
          <span className="rich-placeholder" aria-hidden>
            {placeholder}
          </span>
        )}
        <EditorContent editor={editor} />
      </div>
      <div className="composer-foot">
        <Tools editor={editor} />
        {foot}
      </div>
    </>
  );
}

function Tools({ editor }: { editor: Editor }) {
  const t = useText('inbox');
  const [link, setLink] = useState<string | null>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      list: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      link: now.isActive('link'),
    }),
  });
  const put = () => {
    const address = (link ?? '').trim();
    const chain = editor.chain().focus().extendMarkRange('link');
    if (address === '') chain.unsetLink().run();
    else if (editor.state.selection.empty && !on.link)
      chain
        .insertContent({
          type: 'text',
          text: address,
          marks: [{ type: 'link', attrs: { href: withScheme(address) } }],
        })
        .run();
    else chain.setLink({ href: withScheme(address) }).run();
    setLink(null);
  };
  return (
    <>
      <IconButton
        label={t('rich.bold')}
        aria-pressed={on.bold}
        onClick={() => editor.chain().focus().toggleBold().run()}
      >
        <IconBold size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('rich.italic')}
        aria-pressed={on.italic}
        onClick={() => editor.chain().focus().toggleItalic().run()}
      >
        <IconItalic size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('rich.list')}
        aria-pressed={on.list}
        onClick={() => editor.chain().focus().toggleBulletList().run()}
      >
        <IconList size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('rich.numbers')}
        aria-pressed={on.numbers}
        className="optional"
        onClick={() => editor.chain().focus().toggleOrderedList().run()}
      >
        <IconListNumbers size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('rich.link')}
        aria-pressed={on.link}
        onClick={() => setLink(String(editor.getAttributes('link')['href'] ?? 'https://'))}
      >
        <IconLink size={16} aria-hidden />
      </IconButton>
      {link !== null && (
        <Dialog
          title={t('rich.link')}
          size={440}
          onClose={() => setLink(null)}
          actions={
            <Button look="solid" onClick={put}>
              {t('rich.setLink')}
            </Button>
          }
        >
          <TextField
            label={t('rich.address')}
            type="url"
            data-autofocus
            value={link}
            onChange={(event) => setLink(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              put();
            }}
          />
        </Dialog>
      )}
    </>
  );
}

const withScheme = (address: string) =>
  /^(https?:|mailto:|tel:)/i.test(address) ? address : `https://${address}`;
