import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { changeArticleTask, listArticleTasks, type ArticleTask } from '#contract/article-work.ts';
import {
  Button,
  CheckField,
  Chip,
  Dialog,
  EmptyState,
  FormMessage,
  AreaField,
  formats,
  Loaded,
  toastProblem,
  useForm,
  useText,
  useWrite,
  callPatiently,
} from '#web/kit/index.ts';
import { refresh, usePages } from '#web/kit/records.tsx';

/** What is to be done with articles, oldest first, each with what was said. */
export default function Tasks() {
  const t = useText('knowledge');
  const [mine, setMine] = useState(false);
  const [ended, setEnded] = useState(false);
  const [ending, setEnding] = useState<{ task: ArticleTask; state: 'done' | 'dismissed' } | null>(null);
  const { query, foot } = usePages(listArticleTasks, {
    query: { mine: mine ? 'true' : 'false', state: ended ? 'ended' : 'open' },
  });
  const take = useWrite(changeArticleTask, {
    onSuccess: () => void refresh(listArticleTasks),
    onError: toastProblem,
  });
  return (
    <div className="article-tasks">
      <div className="row wrap">
        <CheckField label={t('task.mine')} checked={mine} onChange={() => setMine(!mine)} />
        <CheckField label={t('task.ended')} checked={ended} onChange={() => setEnded(!ended)} />
      </div>
      <Loaded query={query}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState>{t(ended ? 'task.noneEnded' : 'task.none')}</EmptyState>
          ) : (
            <ul className="task-list">
              {items.map((task) => (
                <li key={task.id} className="panel">
                  <div className="row wrap">
                    <Chip tone={task.kind === 'review' || task.kind === 'translation' ? 'warn' : 'accent'}>
                      {t(`task.kind.${task.kind}`)}
                    </Chip>
                    <Link to={`/knowledge/${task.articleId}`}>{task.title}</Link>
                    {task.language !== null && <Chip tone="line">{task.language.toUpperCase()}</Chip>}
                    <span className="grow" />
                    <span className="t2 s12">
                      {task.assigneeName ?? t('nobody')} · {t(`task.state.${task.state}`)} ·{' '}
                      {formats.brief(task.endedAt ?? task.openedAt)}
                    </span>
                  </div>
                  {task.dueOn !== null && (
                    <p className="t2 s12">{t('task.due', { at: formats.day(task.dueOn) })}</p>
                  )}
                  {task.feedback.length > 0 && (
                    <ul className="task-said">
                      {task.feedback.map((one, index) => (
                        <li key={index}>
                          <span className="t3 s12">
                            {one.sender === 'customer' ? t('task.customer') : (one.staffName ?? t('nobody'))}{' '}
                            · {formats.brief(one.at)}
                          </span>
                          <p dir="auto">
                            {one.words === ''
                              ? t(one.useful === false ? 'task.notUseful' : 'task.useful')
                              : one.words}
                          </p>
                        </li>
                      ))}
                    </ul>
                  )}
                  {task.note !== null && <p className="t2">{task.note}</p>}
                  {!ended && (
                    <div className="row wrap">
                      {task.state === 'open' && (
                        <Button
                          small
                          busy={take.isPending}
                          onClick={() =>
                            take.mutate({ params: { id: task.id }, body: { state: 'in_progress' } })
                          }
                        >
                          {t('task.take')}
                        </Button>
                      )}
                      <Button small onClick={() => setEnding({ task, state: 'done' })}>
                        {t('task.done')}
                      </Button>
                      <Button small look="ghost" onClick={() => setEnding({ task, state: 'dismissed' })}>
                        {t('task.dismiss')}
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {foot}
      {ending !== null && <End {...ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

function End({
  task,
  state,
  onClose,
}: {
  task: ArticleTask;
  state: 'done' | 'dismissed';
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const form = useForm({ note: '' });
  const submit = form.submit(async ({ note }) => {
    await callPatiently(changeArticleTask, { params: { id: task.id }, body: { state, note } });
    await refresh(listArticleTasks);
    onClose();
  });
  return (
    <Dialog title={t(state === 'done' ? 'task.done' : 'task.dismiss')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField
          label={t(state === 'done' ? 'task.how' : 'task.why')}
          rows={3}
          {...(state === 'done' ? { optional: true } : {})}
          {...form.text('note')}
          data-autofocus
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
