import { useState } from 'react';
import { getCustomerNews } from '#contract/telling.ts';
import { Button, useApi, useText } from '#web/kit/index.ts';
import { NewsDialog } from '../cases/news-dialog.tsx';
import '../cases/notices.css';

/** How a customer wants to be told of their cases, on their record. */
export default function News({ id, writes }: { id: string; writes: boolean }) {
  const t = useText('telling');
  const news = useApi(getCustomerNews, { params: { id } });
  const [changing, setChanging] = useState(false);
  if (news.data === undefined) return null;
  const { goes, why } = news.data;
  return (
    <section className="side-part" aria-labelledby="news-title">
      <div className="row">
        <h3 id="news-title" className="grow">
          {t('news.section')}
        </h3>
        {writes && (
          <Button small onClick={() => setChanging(true)}>
            {t('change')}
          </Button>
        )}
      </div>
      <p className={`s12 ${why === 'no_address' ? 'warn-text' : 't2'}`}>
        {goes === null
          ? t(why === 'no_address' ? 'unreachable' : 'notWanted')
          : t('goes', { channel: t(`channel.${goes.channel}`) })}
      </p>
      {changing && <NewsDialog news={news.data} onClose={() => setChanging(false)} />}
    </section>
  );
}
