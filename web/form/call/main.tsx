/** @jsxImportSource preact */
import { render } from 'preact';
import { languageOf } from '../callback/words.ts';
import { CallPage } from './page.tsx';

const query = new URLSearchParams(location.search);
const id = location.pathname.split('/').find((part) => /^[0-9a-f-]{36}$/i.test(part)) ?? '';
if (query.get('theme') === 'light') document.documentElement.dataset['theme'] = 'light';
render(
  <CallPage id={id} first={languageOf(query.get('lang'), ...navigator.languages)} />,
  document.getElementById('call')!,
);
