import { isPlaceholder } from '#contract/pure/placeholders.ts';
import type { Text } from '#web/kit/index.ts';

/** What a placeholder is called on screen; a field of a case by its key, what nobody knows by its name. */
export const placeholderLabel = (t: Text, name: string): string =>
  isPlaceholder(name) ? t(`placeholder.${name.replace('.', '_')}`) : name.replace(/^case\.field\./, '');
