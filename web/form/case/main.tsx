/** @jsxImportSource preact */
import { render } from 'preact';
import { CasePage } from './page.tsx';
import { languageOf } from './words.ts';

render(<CasePage first={languageOf(...navigator.languages)} />, document.getElementById('case')!);
