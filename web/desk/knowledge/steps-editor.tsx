import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ArticleStep } from '#contract/articles.ts';
import { AreaField, Button, IconButton, SelectField, TextField, useText } from '#web/kit/index.ts';

const freeKey = (steps: readonly ArticleStep[]): string => {
  for (let number = steps.length + 1; ; number++) {
    const key = `passo-${number}`;
    if (!steps.some((one) => one.key === key)) return key;
  }
};

/** The steps of a guide in their order, or the questions of a tree with where each answer leads. */
export function StepsEditor({
  kind,
  steps,
  error,
  onChange,
}: {
  kind: 'guide' | 'tree';
  steps: ArticleStep[];
  error: (field: string) => string | undefined;
  onChange: (steps: ArticleStep[]) => void;
}) {
  const t = useText('knowledge');
  const put = (index: number, change: Partial<ArticleStep>) =>
    onChange(steps.map((one, place) => (place === index ? { ...one, ...change } : one)));
  const move = (index: number, by: number) => {
    const next = [...steps];
    const [one] = next.splice(index, 1);
    next.splice(index + by, 0, one!);
    onChange(next);
  };
  const targets = [
    { value: '', label: t('steps.choose') },
    ...steps.map((one, place) => ({ value: one.key, label: `${place + 1}. ${one.title}` })),
  ];
  return (
    <fieldset className="steps-editor">
      <legend>{t(`steps.${kind}`)}</legend>
      {error('steps') !== undefined && <p className="error">{error('steps')}</p>}
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} className="panel">
            <div className="row">
              <b className="num">{index + 1}</b>
              <span className="grow" />
              <IconButton
                label={t('steps.up', { number: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t('steps.down', { number: index + 1 })}
                disabled={index === steps.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t('steps.remove', { number: index + 1 })}
                onClick={() => onChange(steps.filter((_, place) => place !== index))}
              >
                <IconTrash size={15} aria-hidden />
              </IconButton>
            </div>
            <TextField
              label={t(kind === 'tree' && step.answers.length > 0 ? 'steps.question' : 'steps.title')}
              value={step.title}
              error={error(`steps[${index}].title`) ?? error(`steps[${index}]`)}
              onChange={(event) => put(index, { title: event.target.value })}
            />
            <AreaField
              label={t('steps.text')}
              optional
              rows={2}
              value={step.text}
              onChange={(event) => put(index, { text: event.target.value })}
            />
            {kind === 'tree' && (
              <>
                {step.answers.map((answer, place) => (
                  <div className="form-row" key={place}>
                    <TextField
                      label={t('steps.answer', { number: place + 1 })}
                      value={answer.label}
                      error={error(`steps[${index}].answers[${place}].label`)}
                      onChange={(event) =>
                        put(index, {
                          answers: step.answers.map((old, at) =>
                            at === place ? { ...old, label: event.target.value } : old,
                          ),
                        })
                      }
                    />
                    <SelectField
                      label={t('steps.to', { number: place + 1 })}
                      options={targets}
                      value={answer.to}
                      error={error(`steps[${index}].answers[${place}].to`)}
                      onChange={(event) =>
                        put(index, {
                          answers: step.answers.map((old, at) =>
                            at === place ? { ...old, to: event.target.value } : old,
                          ),
                        })
                      }
                    />
                    <IconButton
                      label={t('steps.removeAnswer', { number: place + 1 })}
                      onClick={() => put(index, { answers: step.answers.filter((_, at) => at !== place) })}
                    >
                      <IconTrash size={15} aria-hidden />
                    </IconButton>
                  </div>
                ))}
                <Button
                  small
                  disabled={step.answers.length >= 9}
                  onClick={() => put(index, { answers: [...step.answers, { label: '', to: '' }] })}
                >
                  {t('steps.addAnswer')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ol>
      <Button
        small
        icon={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...steps, { key: freeKey(steps), title: '', text: '', answers: [] }])}
      >
        {t('steps.add')}
      </Button>
    </fieldset>
  );
}
