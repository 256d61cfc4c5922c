export * from './announce.ts';
export * from './api.ts';
export * from './channel.tsx';
export * from './controls.tsx';
export * from './dialog.tsx';
export * from './form.tsx';
export * from './keys.ts';
export * from './page.tsx';
export * from './query.ts';
export * from './sla.tsx';
export * from './states.tsx';
export * from './table.tsx';
export * from './tabs.tsx';
export * from './theme.tsx';
export * from './time.ts';
export * from './toast.tsx';
export {
  nameIn,
  setLanguage,
  startI18n,
  loadTexts,
  textOf,
  useText,
  type Language,
  type Text,
} from './i18n.ts';
export * as formats from './formats.ts';
export { createLive, type Live, type LiveState, type Whisper } from './live.ts';
