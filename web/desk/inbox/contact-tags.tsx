import './contact-tags.css';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useId, useState, type FormEvent } from 'react';
import { listContacts, getContact } from '#contract/contacts.ts';
import { listAppliedRules, listContactTags, setContactTags } from '#contract/rules.ts';
import { listSkills } from '#contract/routing.ts';
import { formats, IconButton, nameIn, toastProblem, useApi, useText, useWrite } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import type { FullContact } from './types.ts';

/** The tags of a contact; who handles contacts adds and removes them. */
export function ContactTags({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const handles = useMay('contact.handle');
  const list = useId();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const known = useApi(listContactTags, undefined, { enabled: adding });
  const change = useWrite(setContactTags, {
    invalidates: [getContact, listContacts, listContactTags],
    onError: toastProblem,
  });
  const set = (tags: string[]) => change.mutate({ params: { id: contact.id }, body: { tags } });
  function add(event: FormEvent) {
    event.preventDefault();
    const tag = text.trim().toLowerCase();
    if (tag !== '' && !contact.tags.includes(tag)) set([...contact.tags, tag]);
    setText('');
    setAdding(false);
  }
  if (contact.tags.length === 0 && !handles) return null;
  return (
    <section className="context-part contact-tags" aria-label={t('tags.title')}>
      <h3>{t('tags.title')}</h3>
      <ul className="tags">
        {contact.tags.map((tag) => (
          <li key={tag} className="chip line">
            {tag}
            {handles && (
              <button
                type="button"
                aria-label={t('tags.remove', { tag })}
                onClick={() => set(contact.tags.filter((one) => one !== tag))}
              >
                <IconX size={12} aria-hidden />
              </button>
            )}
          </li>
        ))}
        {handles && !adding && (
          <li>
            <IconButton label={t('tags.add')} onClick={() => setAdding(true)}>
              <IconPlus size={14} aria-hidden />
            </IconButton>
          </li>
        )}
      </ul>
      {adding && (
        <form onSubmit={add}>
          <input
            className="input"
            // The field is there because it was just asked for.
            ref={(field) => field?.focus()}
            aria-label={t('tags.add')}
            placeholder={t('tags.hint')}
            maxLength={40}
            list={list}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              event.stopPropagation();
              setAdding(false);
            }}
          />
          <datalist id={list}>
            {(known.data?.items ?? [])
              .filter(({ tag }) => !contact.tags.includes(tag))
              .map(({ tag }) => (
                <option key={tag} value={tag} aria-label={tag} />
              ))}
          </datalist>
        </form>
      )}
    </section>
  );
}

/** Why the contact is where it is: the business rules that acted on it, and what each of them did. */
export function WhyHere({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const applied = useApi(listAppliedRules, { params: { id: contact.id } });
  const rules = applied.data?.items ?? [];
  const asks = rules.some(({ requires }) => requires.length > 0);
  const skills = useApi(listSkills, undefined, { enabled: asks }).data?.items ?? [];
  if (rules.length === 0) return null;
  const skill = (id: string) => {
    const found = skills.find((one) => one.id === id);
    return found === undefined ? '…' : nameIn(found.name);
  };
  return (
    <section className="context-part why">
      <h3>{t('why.title')}</h3>
      <ul>
        {rules.map((one) => (
          <li key={`${one.rule} ${one.at}`}>
            <b>{one.name}</b>
            <span className="t2 s12">
              {[
                ...(one.queueName === null ? [] : [t('why.queue', { queue: one.queueName })]),
                ...(one.boostSeconds === null
                  ? []
                  : [
                      t(one.boostSeconds < 0 ? 'why.lower' : 'why.boost', {
                        time: formats.span(Math.abs(one.boostSeconds)),
                      }),
                    ]),
                ...one.requires.map(({ skill: id, level }) => t('why.skill', { skill: skill(id), level })),
                ...(one.plan === null ? [] : [t('why.plan')]),
                ...one.tags.map((tag) => t('why.tag', { tag })),
              ].join(' · ')}
            </span>
            <span className="t3 s12 num">
              {one.afterSeconds === null
                ? t('why.arrival', { version: one.version })
                : t('why.waiting', {
                    version: one.version,
                    time: formats.span(one.afterSeconds),
                    at: formats.brief(one.at),
                  })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
