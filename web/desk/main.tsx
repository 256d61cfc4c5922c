import { createRoot } from 'react-dom/client';
import { Kit, startI18n } from '#web/kit/index.ts';
import { App } from './app/app.tsx';
import './app/shell.css';

await startI18n();
createRoot(document.getElementById('root')!).render(
  <Kit>
    <App />
  </Kit>,
);
