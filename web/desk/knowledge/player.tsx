import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useArticle } from '#contract/article-work.ts';
import { type ArticleStep } from '#contract/articles.ts';
import { Button, Kbd, toastProblem, useText, useWrite } from '#web/kit/index.ts';
import { ArticleText } from './text.tsx';

interface Walked {
  step: string;
  answer: string | null;
}

/**
 * Walks through a guide or a decision tree. Figures choose an answer, Enter goes on, Backspace goes back; at its end, or
 * when it is broken off on purpose, the path that was taken is noted on the contact.
 */
export function Player({
  article,
  language,
  kind,
  steps,
  contact,
}: {
  article: string;
  language: string;
  kind: 'guide' | 'tree';
  steps: ArticleStep[];
  contact: string | null;
}) {
  const t = useText('knowledge');
  const [path, setPath] = useState<Walked[]>([]);
  const [at, setAt] = useState(steps[0]?.key ?? '');
  const [noted, setNoted] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  const use = useWrite(useArticle, { onSuccess: () => setNoted(true), onError: toastProblem });
  useEffect(() => {
    if (moved.current) head.current?.focus();
  }, [at]);
  const index = steps.findIndex((one) => one.key === at);
  const step = steps[index];
  if (step === undefined) return null;
  const next = kind === 'guide' ? steps[index + 1]?.key : undefined;
  const last = kind === 'guide' ? next === undefined : step.answers.length === 0;
  const whole = [...path, { step: step.key, answer: null }];

  const go = (answer: string | null, to: string | undefined) => {
    if (to === undefined) return;
    moved.current = true;
    setPath((old) => [...old, { step: step.key, answer }]);
    setAt(to);
    setNoted(false);
  };
  const back = () => {
    const before = path.at(-1);
    if (before === undefined) return;
    moved.current = true;
    setPath((old) => old.slice(0, -1));
    setAt(before.step);
    setNoted(false);
  };
  const note = (ended: boolean) =>
    use.mutate({
      params: { id: article },
      body: { how: 'walked', language: language as 'it', contactId: contact, path: whole, ended },
    });

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons do the same
    <section
      className="player"
      aria-label={t('player.label')}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const answer = step.answers[Number(event.key) - 1];
        if (answer !== undefined) go(answer.label, answer.to);
        else if (event.key === 'Backspace') back();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {path.length > 0 && (
        <ol className="player-path" aria-label={t('player.path')}>
          {path.map((one, place) => (
            <li key={place}>
              {steps.find(({ key }) => key === one.step)?.title}
              {one.answer !== null && <b> {one.answer}</b>}
            </li>
          ))}
        </ol>
      )}
      <p className="t3 s12">
        {kind === 'guide'
          ? t('player.step', { number: index + 1, of: steps.length })
          : t('player.question', { number: path.length + 1 })}
      </p>
      <h2 ref={head} tabIndex={-1} lang={language} dir="auto">
        {step.title}
      </h2>
      {step.text !== '' && <ArticleText text={step.text} language={language} />}
      {step.answers.length > 0 && (
        <div className="player-answers">
          {step.answers.map((answer, place) => (
            <Button key={`${step.key}${place}`} onClick={() => go(answer.label, answer.to)}>
              <Kbd keys={String(place + 1)} /> {answer.label}
            </Button>
          ))}
        </div>
      )}
      <div className="row wrap player-foot">
        {path.length > 0 && (
          <Button small look="ghost" icon={<IconArrowLeft size={15} aria-hidden />} onClick={back}>
            {t('player.back')}
          </Button>
        )}
        {next !== undefined && (
          <Button small look="solid" onClick={() => go(null, next)}>
            {t('player.next')}
          </Button>
        )}
        {(last || path.length > 0) && !noted && (
          <Button
            small
            look={last ? 'solid' : 'plain'}
            icon={<IconCheck size={15} aria-hidden />}
            busy={use.isPending}
            onClick={() => note(last)}
          >
            {t(
              contact === null
                ? last
                  ? 'player.end'
                  : 'player.stop'
                : last
                  ? 'player.endOn'
                  : 'player.stopOn',
            )}
          </Button>
        )}
        <span role="status" className="t2 s12">
          {noted && t(contact === null ? 'player.noted' : 'player.notedOn')}
        </span>
      </div>
    </section>
  );
}
