/** @jsxImportSource preact */
import { render } from 'preact';
import { FlowPage } from './page.tsx';
import { languageOf } from './words.ts';

const query = new URLSearchParams(location.search);
const id = location.pathname.split('/').find((part) => /^[0-9a-f-]{36}$/i.test(part)) ?? '';
if (query.get('theme') === 'light') document.documentElement.dataset['theme'] = 'light';
render(
  <FlowPage id={id} first={languageOf(query.get('lang'), ...navigator.languages)} />,
  document.getElementById('flow')!,
);
