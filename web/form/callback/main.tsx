/** @jsxImportSource preact */
import { render } from 'preact';
import { CallbackPage } from './page.tsx';
import { languageOf } from './words.ts';

const query = new URLSearchParams(location.search);
if (query.get('theme') === 'light') document.documentElement.dataset['theme'] = 'light';
render(
  <CallbackPage first={languageOf(query.get('lang'), ...navigator.languages)} />,
  document.getElementById('callback')!,
);
