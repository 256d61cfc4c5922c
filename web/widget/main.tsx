/** @jsxImportSource preact */
import { render } from 'preact';
import { createChat } from './chat.ts';
import { Widget } from './view/widget.tsx';
import { sheet } from './styles.ts';
import { directionOf, languageOf, loadWords } from './words.ts';

// <script src="https://host/widget.js" data-entry-point="ID" async></script>, with data-lang,
// data-call (the id of a number to be called from the browser), data-name and data-theme (light or dark; without it as the reader's system) if wished.
const script = document.currentScript as HTMLScriptElement | null;
const entryPoint = script?.dataset['entryPoint'] ?? '';

class FiloChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot !== null) return;
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    const language = languageOf(script?.dataset['lang'], document.documentElement.lang);
    const base = new URL(script?.src ?? location.href).origin;
    const number = script?.dataset['call'] ?? '';
    const call = number === '' ? null : `${base}/call/${encodeURIComponent(number)}?lang=${language}`;
    const chat = createChat({ base, entryPoint, language, call });
    this.lang = language;
    this.dir = directionOf(language);
    const theme = script?.dataset['theme'];
    if (theme !== undefined) this.dataset['theme'] = theme;
    void loadWords(base, language).then((words) =>
      render(<Widget chat={chat} words={words} name={script?.dataset['name'] ?? ''} />, root),
    );
  }
}

function begin() {
  // The script may stand twice in a page put together from parts; one chat is enough.
  if (document.querySelector('filo-chat') !== null) return;
  if (customElements.get('filo-chat') === undefined) customElements.define('filo-chat', FiloChat);
  document.body.append(document.createElement('filo-chat'));
}
if (!/^[0-9a-f-]{36}$/i.test(entryPoint))
  // oxlint-disable-next-line no-console -- the only reader of this is whoever pastes the tag
  console.error('Filodiretto: the script tag needs data-entry-point="…", the id of a chat entry point.');
else if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
