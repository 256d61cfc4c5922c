/** @jsxImportSource preact */
import { render } from 'preact';
import { Page } from './page.tsx';
import { languageOf } from './languages.ts';

const query = new URLSearchParams(location.search);
const embedded = query.get('embed') === '1';
const id = location.pathname.split('/').find((part) => /^[0-9a-f-]{36}$/i.test(part)) ?? '';

if (query.get('theme') === 'light') document.documentElement.dataset['theme'] = 'light';
if (embedded) {
  document.body.classList.add('embedded');
  // The page around the frame cannot see its height: it is told, and nothing else.
  new ResizeObserver(() =>
    parent.postMessage(
      { filodiretto: 'form', id, height: Math.ceil(document.documentElement.getBoundingClientRect().height) },
      '*',
    ),
  ).observe(document.documentElement);
}
render(
  <Page id={id} embedded={embedded} first={languageOf(query.get('lang'), ...navigator.languages)} />,
  document.getElementById('form')!,
);
