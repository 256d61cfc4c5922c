// <script src="https://host/form.js" data-entry-point="ID" data-lang="it"></script>, with data-theme="light" in a site
// that is light only.
// Puts the web form into the page, right where the tag stands, in a frame that keeps the height of what is in it.
(() => {
  const tag = document.currentScript;
  const { entryPoint, lang, title, theme } = tag.dataset;
  if (!/^[0-9a-f-]{36}$/i.test(entryPoint || '')) {
    // oxlint-disable-next-line no-console -- the only reader of this is whoever pastes the tag
    console.error('Filodiretto: the script tag needs data-entry-point="…", the id of a form entry point.');
    return;
  }
  const origin = new URL(tag.src).origin;
  const frame = document.createElement('iframe');
  const language = lang || document.documentElement.lang || '';
  frame.src = `${origin}/form/${entryPoint}?embed=1${language ? `&lang=${encodeURIComponent(language)}` : ''}${theme === 'light' ? '&theme=light' : ''}`;
  frame.title = title || (language.startsWith('it') ? 'Modulo di contatto' : 'Contact form');
  frame.style.cssText = 'width:100%;border:0;min-height:600px;display:block;color-scheme:auto';
  addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    if (event.data && event.data.filodiretto === 'form') {
      frame.style.height = `${Math.min(Number(event.data.height) || 0, 20000)}px`;
    }
  });
  // Nothing in the head is ever shown: a tag pasted there puts the form at the end of the page.
  if (document.head.contains(tag)) addEventListener('DOMContentLoaded', () => document.body.append(frame));
  else tag.after(frame);
})();
