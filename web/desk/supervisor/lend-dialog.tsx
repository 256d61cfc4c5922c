import '../steering/steering.css';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { listCalendars } from '#contract/calendars.ts';
import { queuesLive } from '#contract/insight.ts';
import { listMoves, moveAgents } from '#contract/moves.ts';
import type { Input } from '#contract/route.ts';
import { listAgents, listProfiles, listQueues, listSkills, type ListedAgent } from '#contract/routing.ts';
import {
  Button,
  callPatiently,
  Dialog,
  formats,
  FormMessage,
  IconButton,
  nameIn,
  TextField,
  useApi,
  useForm,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh } from '#web/kit/records.tsx';
import { mayAt } from '../app/places.ts';
import { useMe } from '../app/session.ts';
import { endsAt, moveWords, type Until } from '../steering/moves.rules.ts';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';

type Wish = Input<typeof moveAgents>['body'];
type Served = { queue: string; priority: number | null; delaySeconds: number };
type Known = { skill: string; level: number };

/** Lends agents to queues and skills until a time: what they serve meanwhile, what they leave, until when, and why. */
export function LendDialog({ agents, onClose }: { agents: readonly ListedAgent[]; onClose: () => void }) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const steering = useText('steering');
  const me = useMe();
  const now = useNow(10_000);
  const queues = useApi(listQueues).data?.items ?? [];
  const figures = useApi(queuesLive).data?.items ?? [];
  const profiles = useApi(listProfiles).data?.items ?? [];
  const skills = (useApi(listSkills, undefined, { staleTime: 5 * 60_000 }).data?.items ?? []).filter(
    ({ active }) => active,
  );
  const moves = useApi(listMoves).data?.items ?? [];
  const calendars = useApi(listCalendars).data?.items ?? [];
  const [until, setUntil] = useState<Until>('60');
  const [other, setOther] = useState('');
  const form = useForm<{ queues: Served[]; leaves: string[]; skills: Known[]; why: string }>({
    queues: [],
    leaves: [],
    skills: [],
    why: '',
  });
  const { values } = form;

  const waitingIn = (id: string) => figures.find((one) => one.queue === id)?.waiting ?? 0;
  const mine = queues
    .filter((queue) => queue.active && mayAt(me, 'routing.supervise', queue))
    .toSorted((one, two) => waitingIn(two.id) - waitingIn(one.id) || one.name.localeCompare(two.name));
  const ids = new Set(agents.map(({ id }) => id));
  const served = new Set([
    ...agents.flatMap(({ profileId }) =>
      (profiles.find(({ id }) => id === profileId)?.queues ?? []).map(({ queueId }) => queueId),
    ),
    ...moves.filter(({ agent }) => ids.has(agent)).flatMap((move) => move.queues.map(({ queue }) => queue)),
  ]);
  const wanted = new Set(values.queues.map(({ queue }) => queue));
  const leavable = mine.filter(({ id }) => served.has(id) && !wanted.has(id));
  const leaves = values.leaves.filter((id) => leavable.some((queue) => queue.id === id));

  const closingOf = (queue: { calendarId: string | null }) =>
    calendars.find(({ id }) => id === queue.calendarId)?.now.nextClosing ?? null;
  const ends = endsAt(now, mine.filter(({ id }) => wanted.has(id) || served.has(id)).map(closingOf));
  const otherAt = other === '' ? null : new Date(other);
  const end = until === 'other' ? otherAt : (ends[until] ?? null);
  const endText = end === null || Number.isNaN(end.getTime()) ? null : momentText(end, now);

  const wish: Omit<Wish, 'agents' | 'until' | 'why'> = {
    queues: values.queues,
    leaves,
    skills: values.skills,
  };
  const something = values.queues.length + leaves.length + values.skills.length > 0;
  const words = moveWords(
    {
      queues: values.queues,
      leaves,
      skills: values.skills,
      names: Object.fromEntries(queues.map(({ id, name }) => [id, name])),
    },
    steering,
    (id) => {
      const skill = skills.find((one) => one.id === id);
      return skill && nameIn(skill.name);
    },
  );
  const submit = form.submit(async ({ why }) => {
    await callPatiently(moveAgents, {
      body: { ...wish, agents: [...ids], until: end!.toISOString(), why: why.trim() },
    });
    rememberWhy(why.trim());
    await refresh(listMoves, listAgents);
    onClose();
  });
  /** What the server says of one part of the form. */
  const said = (part: string) =>
    form.wrong
      .filter((name) => name.startsWith(part))
      .map((name) => form.error(name))
      .join(' ') || undefined;
  const change = (id: string, part: Partial<Served>) =>
    form.set(
      'queues',
      values.queues.map((one) => (one.queue === id ? { ...one, ...part } : one)),
    );
  const names =
    agents.length <= 3
      ? agents.map(({ name }) => name).join(', ')
      : t('lend.several', { count: agents.length });

  return (
    <Dialog
      title={
        agents.length === 1 ? t('lend.titleOne', { name: names }) : t('lend.title', { count: agents.length })
      }
      onClose={onClose}
      size={600}
    >
      <form className="form lend" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {agents.length > 1 && <p className="t2 s12">{agents.map(({ name }) => name).join(', ')}</p>}
        {said('agents') !== undefined && <p className="error">{said('agents')}</p>}

        <fieldset className="lend-part">
          <legend className="field-label">{t('lend.queues')}</legend>
          <div className="pick-list">
            {mine.map(({ id, name, open }, index) => {
              const entry = values.queues.find(({ queue }) => queue === id);
              return (
                <div key={id} className={`pick ${entry === undefined ? '' : 'on'}`}>
                  <label className="row grow">
                    <input
                      type="checkbox"
                      checked={entry !== undefined}
                      {...(index === 0 ? { 'data-autofocus': true } : {})}
                      onChange={(event) =>
                        form.set(
                          'queues',
                          event.target.checked
                            ? [...values.queues, { queue: id, priority: 1, delaySeconds: 0 }]
                            : values.queues.filter(({ queue }) => queue !== id),
                        )
                      }
                    />
                    <span className="ell">{name}</span>
                    <span className="t3 s12 num">
                      {[
                        t('lend.waiting', { count: waitingIn(id) }),
                        ...(open ? [] : [t('state.closed')]),
                        ...(served.has(id) ? [t('lend.already')] : []),
                      ].join(' · ')}
                    </span>
                  </label>
                  {entry !== undefined && (
                    <>
                      <select
                        className="input"
                        aria-label={t('lend.priority', { name })}
                        value={entry.priority ?? ''}
                        onChange={(event) =>
                          change(id, {
                            priority: event.target.value === '' ? null : Number(event.target.value),
                          })
                        }
                      >
                        <option value="1">{t('lend.first')}</option>
                        {[2, 3, 5, 10, 50].map((priority) => (
                          <option key={priority} value={priority}>
                            {t('lend.nth', { priority })}
                          </option>
                        ))}
                        <option value="">{t('lend.asQueue')}</option>
                      </select>
                      <select
                        className="input"
                        aria-label={t('lend.delay', { name })}
                        value={entry.delaySeconds}
                        onChange={(event) => change(id, { delaySeconds: Number(event.target.value) })}
                      >
                        <option value="0">{t('lend.noDelay')}</option>
                        {[30, 60, 120, 300, 900, 3600].map((seconds) => (
                          <option key={seconds} value={seconds}>
                            {t('lend.after', { span: formats.span(seconds) })}
                          </option>
                        ))}
                      </select>
                    </>
                  )}
                </div>
              );
            })}
            {mine.length === 0 && <p className="menu-empty">{t('lend.noQueues')}</p>}
          </div>
          {said('queues') !== undefined && <p className="error">{said('queues')}</p>}
        </fieldset>

        {leavable.length > 0 && (
          <CheckList
            legend={t('lend.leaves')}
            options={leavable.map(({ id, name }) => ({ value: id, label: name }))}
            value={leaves}
            onChange={(next) => form.set('leaves', next)}
            error={said('leaves')}
          />
        )}

        <fieldset className="lend-part">
          <legend className="field-label">{t('lend.skills')}</legend>
          {values.skills.map(({ skill, level }, index) => {
            const known = skills.find(({ id }) => id === skill);
            const name = known === undefined ? '' : nameIn(known.name);
            return (
              <div key={skill} className="row lend-skill">
                <span className="grow ell">{name}</span>
                <select
                  className="input"
                  aria-label={t('lend.level', { name })}
                  value={level}
                  onChange={(event) =>
                    form.set(
                      'skills',
                      values.skills.map((one, at) =>
                        at === index ? { ...one, level: Number(event.target.value) } : one,
                      ),
                    )
                  }
                >
                  {[1, 2, 3, 4, 5].map((one) => (
                    <option key={one} value={one}>
                      {t('lend.levelOf', { level: one })}
                    </option>
                  ))}
                  <option value="0">{t('lend.aside')}</option>
                </select>
                <IconButton
                  label={t('lend.removeSkill', { name })}
                  onClick={() =>
                    form.set(
                      'skills',
                      values.skills.filter((one) => one.skill !== skill),
                    )
                  }
                >
                  <IconTrash size={15} aria-hidden />
                </IconButton>
              </div>
            );
          })}
          <select
            className="input"
            aria-label={t('lend.addSkill')}
            value=""
            onChange={(event) =>
              form.set('skills', [...values.skills, { skill: event.target.value, level: 3 }])
            }
          >
            <option value="">{t('lend.addSkill')}</option>
            {skills
              .filter(({ id }) => !values.skills.some(({ skill }) => skill === id))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {nameIn(name)}
                </option>
              ))}
          </select>
          {said('skills') !== undefined && <p className="error">{said('skills')}</p>}
        </fieldset>

        <fieldset className="lend-part">
          <legend className="field-label">{t('lend.until')}</legend>
          <div className="quick">
            {(['30', '60', '120', 'closing', 'other'] as const)
              .filter((one) => one === 'other' || ends[one] !== undefined)
              .map((one) => (
                <label key={one} className="quick-choice">
                  <input
                    type="radio"
                    name="until"
                    className="sr"
                    checked={until === one}
                    onChange={() => setUntil(one)}
                  />
                  <span>
                    {one === 'closing'
                      ? t('lend.closing', { time: formats.time(ends.closing!) })
                      : t(`lend.in${one}`)}
                  </span>
                </label>
              ))}
          </div>
          {until === 'other' && (
            <TextField
              label={t('lend.at')}
              type="datetime-local"
              value={other}
              onChange={(event) => setOther(event.target.value)}
              error={said('until')}
            />
          )}
          {until !== 'other' && said('until') !== undefined && <p className="error">{said('until')}</p>}
        </fieldset>

        <WhyField {...form.text('why')} />
        <p className="lend-words" role="status">
          {something && endText !== null && (
            <>
              <b>{t('lend.inWords', { names, time: endText })}</b> {words.join('; ')}. {t('lend.then')}
            </>
          )}
        </p>
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy}
            disabled={!something || endText === null || !isWhy(values.why)}
          >
            {t('lend.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const momentText = (at: Date, now: number): string =>
  formats.sameDay(at, now) ? formats.time(at) : `${formats.briefDay(at)} ${formats.time(at)}`;
