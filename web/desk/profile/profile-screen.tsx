import { Page, useText } from '#web/kit/index.ts';

export default function ProfileScreen() {
  const t = useText('profile');
  return (
    <Page title={t('title')} narrow>
      {null}
    </Page>
  );
}
