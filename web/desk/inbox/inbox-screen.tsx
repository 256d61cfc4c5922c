import { Page, useText } from '#web/kit/index.ts';

export default function InboxScreen() {
  const t = useText('inbox');
  return <Page title={t('title')}>{null}</Page>;
}
