import { listClassification } from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import { languages } from '#contract/words.ts';
import { IconX } from '@tabler/icons-react';
import { IconButton, nameIn, useApi, useText } from '#web/kit/index.ts';
import { Part, TreeSelect } from '#web/kit/records.tsx';
import { Choose, Flag, Several, useEdit, useWrong, Words } from './edit.tsx';

/** What a type is called, which subjects lead to it, who may open it, which office is asked. */
export default function General() {
  const t = useText('case-types');
  const { document, readOnly, change } = useEdit();
  const queues = useApi(listQueues).data?.items ?? [];
  return (
    <fieldset className="bare form type-general" disabled={readOnly}>
      <Words
        place="name"
        citizens
        label={t('form.name')}
        value={document.name}
        onChange={(name) => change({ ...document, name }, 'name')}
      />
      <Words
        place="description"
        label={t('form.description')}
        help={t('form.descriptionHelp')}
        rows={2}
        maxLength={1000}
        value={document.description}
        onChange={(description) => change({ ...document, description }, 'description')}
      />
      <Subjects />
      <Part title={t('form.who')}>
        <Flag
          place="portal"
          label={t('form.portal')}
          help={t('form.portalHelp')}
          value={document.portal}
          onChange={(portal) => change({ ...document, portal })}
        />
        <Choose
          place="level2.queue"
          label={t('form.level2')}
          help={t('form.level2Help')}
          none={t('form.noQueue')}
          value={document.level2?.queue}
          options={queues.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(queue) => change({ ...document, level2: { queue: queue === '' ? null : queue } })}
        />
      </Part>
      <Part title={t('form.languages')} help={t('form.languagesHelp')}>
        <Several
          place="languages"
          label={t('form.languagesOf')}
          value={document.languages ?? ['it', 'en']}
          options={languages.map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          onChange={(chosen) =>
            change({ ...document, languages: languages.filter((one) => chosen.includes(one)) })
          }
        />
      </Part>
    </fieldset>
  );
}

/** The subjects that lead to the type, picked from the tree; what lies below one leads there too. */
function Subjects() {
  const t = useText('case-types');
  const { document, readOnly, change } = useEdit();
  const wrong = useWrong();
  const tree = useApi(listClassification).data?.items ?? [];
  const chosen = document.classifications ?? [];
  const wayOf = (code: string): string => {
    const way: string[] = [];
    for (
      let node = tree.find((one) => one.code === code);
      node !== undefined;
      node = tree.find(({ id }) => id === node!.parentId)
    )
      way.unshift(nameIn(node.name));
    return way.length === 0 ? t('form.notThere', { key: code }) : way.join(' › ');
  };
  const put = (classifications: string[]) => change({ ...document, classifications });
  return (
    <Part title={t('form.subjects')} help={t('form.subjectsHelp')}>
      {chosen.length > 0 && (
        <ul className="type-chosen" aria-label={t('form.subjects')}>
          {chosen.map((code, index) => (
            <li key={code} data-place={`classifications[${index}]`} tabIndex={-1}>
              <span className="grow">{wayOf(code)}</span>
              {wrong(`classifications[${index}]`) !== undefined && (
                <span className="error">{wrong(`classifications[${index}]`)}</span>
              )}
              {!readOnly && (
                <IconButton
                  label={t('form.remove', { name: wayOf(code) })}
                  onClick={() => put(chosen.filter((one) => one !== code))}
                >
                  <IconX size={14} aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <TreeSelect
          label={t('form.addSubject')}
          none={t('form.choose')}
          anyLevel
          nodes={tree
            .filter(({ code }) => !chosen.includes(code))
            .map(({ id, parentId, name, active }) => ({ id, parentId, active, label: nameIn(name) }))}
          value={null}
          onChange={(id) => {
            const code = tree.find((one) => one.id === id)?.code;
            if (code !== undefined) put([...chosen, code]);
          }}
        />
      )}
    </Part>
  );
}
