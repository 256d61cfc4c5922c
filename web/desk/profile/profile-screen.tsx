import './profile.css';
import { useMantineColorScheme } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { changeMyPassword, listMySessions, revokeMySession, updateMe } from '#contract/access.ts';
import {
  Button,
  call,
  CheckField,
  Chip,
  FormMessage,
  formats,
  isSingle,
  Kbd,
  keyActions,
  keysOf,
  Loaded,
  Page,
  Panel,
  printed,
  SelectField,
  TextField,
  toast,
  toastProblem,
  useApi,
  useForm,
  useText,
  useWrite,
  type Language,
  type Scheme,
} from '#web/kit/index.ts';
import { changeLanguage, may, preferencesOf, remember, savePreferences, useMe } from '../app/session.ts';
import { sound } from '../inbox/sounds.ts';
import { MyFigures } from './figures.tsx';
import { FollowedChats } from './followed-chats.tsx';

/** What a person sets for themselves: look, sound, keys, password, where they are signed in. */
export default function ProfileScreen() {
  const t = useText('profile');
  return (
    <Page title={t('title')} narrow>
      <div>
        <Identity />
        <Look />
        <MyFigures />
        <FollowedChats />
        <Keys />
        <Password />
        <Sessions />
      </div>
    </Page>
  );
}

function Identity() {
  const t = useText('profile');
  const me = useMe();
  const form = useForm({ publicName: me.publicName });
  return (
    <Panel title={t('identity.title')}>
      <form
        className="form"
        onSubmit={form.submit(async (body) => {
          remember(await call(updateMe, { body }));
          toast(t('saved'));
        })}
      >
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">
          {me.name} · {me.email}
        </p>
        <TextField
          label={t('identity.publicName')}
          help={t('identity.publicNameHelp')}
          {...form.text('publicName')}
        />
        <div className="form-actions">
          <Button type="submit" busy={form.busy} disabled={form.values.publicName === me.publicName}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Look() {
  const t = useText('profile');
  const me = useMe();
  const { theme, density, volume, alertSound } = preferencesOf(me);
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Panel title={t('look.title')}>
      <div className="form-row">
        <SelectField
          label={t('look.language')}
          value={me.language}
          onChange={(event) => changeLanguage(event.target.value as Language)}
          options={[
            { value: 'it', label: 'Italiano' },
            { value: 'en', label: 'English' },
          ]}
        />
        <SelectField
          label={t('look.theme')}
          value={theme}
          onChange={(event) => {
            setColorScheme(event.target.value as Scheme);
            savePreferences({ theme: event.target.value as Scheme });
          }}
          options={(['light', 'dark', 'auto'] as const).map((value) => ({
            value,
            label: t(`look.${value}`),
          }))}
        />
        <SelectField
          label={t('look.density')}
          value={density}
          onChange={(event) => savePreferences({ density: event.target.value as typeof density })}
          options={(['compact', 'comfortable'] as const).map((value) => ({
            value,
            label: t(`look.${value}`),
          }))}
        />
      </div>
      <div className="field volume">
        <label htmlFor="volume">{t('look.volume')}</label>
        <div className="row">
          <input
            id="volume"
            type="range"
            min={0}
            max={1}
            step={0.1}
            defaultValue={volume}
            onChange={(event) => savePreferences({ volume: Number(event.target.value) })}
          />
          <Button
            icon={<IconVolume size={15} aria-hidden />}
            onClick={() => sound('offer', Math.max(volume, 0.1))}
          >
            {t('look.listen')}
          </Button>
        </div>
        <p className="help">{t('look.volumeHelp')}</p>
      </div>
      {may(me, 'live.read') && (
        <CheckField
          label={t('look.alertSound')}
          help={t('look.alertSoundHelp')}
          checked={alertSound}
          onChange={(event) => savePreferences({ alertSound: event.target.checked })}
        />
      )}
    </Panel>
  );
}

function Keys() {
  const t = useText('profile');
  const named = useText('keys');
  const me = useMe();
  const { singleKeys, customKeys } = preferencesOf(me);
  const [waiting, setWaiting] = useState<string | null>(null);
  const [clash, setClash] = useState<string | null>(null);
  const single = keyActions.filter(({ keys }) => isSingle(keys) && keys.length === 1);
  return (
    <Panel
      title={t('keys.title')}
      actions={
        Object.keys(customKeys).length > 0 && (
          <Button small onClick={() => savePreferences({ customKeys: {} })}>
            {t('keys.reset')}
          </Button>
        )
      }
    >
      <CheckField
        label={t('keys.single')}
        help={t('keys.singleHelp')}
        checked={singleKeys}
        onChange={(event) => savePreferences({ singleKeys: event.target.checked })}
      />
      {singleKeys && (
        <ul className="remap">
          {single.map(({ id, keys }) => (
            <li key={id}>
              <span className="grow">{named(id.replace('.', '_'))}</span>
              <button
                type="button"
                className="btn plain small"
                aria-label={t('keys.change', {
                  name: named(id.replace('.', '_')),
                  key: printed(keysOf(id)),
                })}
                onClick={() => {
                  setWaiting(id);
                  setClash(null);
                }}
                onBlur={() => setWaiting(null)}
                onKeyDown={(event) => {
                  if (waiting !== id) return;
                  if (event.key === 'Tab') return;
                  event.preventDefault();
                  event.stopPropagation();
                  const key = event.key.toLowerCase();
                  if (key === 'escape') {
                    setWaiting(null);
                    return;
                  }
                  if (key.length !== 1 || key === ' ') return;
                  const taken = single.find(
                    (one) => one.id !== id && (customKeys[one.id] ?? one.keys) === key,
                  );
                  if (taken !== undefined) {
                    setClash(
                      t('keys.taken', {
                        key: key.toUpperCase(),
                        name: named(taken.id.replace('.', '_')),
                      }),
                    );
                    return;
                  }
                  const { [id]: _old, ...others } = customKeys;
                  savePreferences({ customKeys: key === keys ? others : { ...others, [id]: key } });
                  setWaiting(null);
                }}
              >
                {waiting === id ? t('keys.press') : <Kbd keys={customKeys[id] ?? keys} />}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="error" role="status">
        {clash}
      </p>
    </Panel>
  );
}

function Password() {
  const t = useText('profile');
  const form = useForm({ current: '', next: '' });
  return (
    <Panel title={t('password.title')}>
      <form
        className="form"
        noValidate
        onSubmit={form.submit(async (body) => {
          await call(changeMyPassword, { body });
          form.setValues({ current: '', next: '' });
          toast(t('password.changed'));
        })}
      >
        <FormMessage>{form.message}</FormMessage>
        <div className="form-row">
          <TextField
            label={t('password.current')}
            type="password"
            autoComplete="current-password"
            {...form.text('current')}
          />
          <TextField
            label={t('password.next')}
            help={t('password.help')}
            type="password"
            autoComplete="new-password"
            {...form.text('next')}
          />
        </div>
        <div className="form-actions">
          <Button
            type="submit"
            busy={form.busy}
            disabled={form.values.current === '' || form.values.next === ''}
          >
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Sessions() {
  const t = useText('profile');
  const sessions = useApi(listMySessions);
  const revoke = useWrite(revokeMySession, { invalidates: [listMySessions], onError: toastProblem });
  return (
    <Panel title={t('sessions.title')} flush>
      <Loaded query={sessions} rows={2}>
        {({ items }) => (
          <ul className="sessions">
            {items.map((one) => (
              <li key={one.id}>
                <div className="grow">
                  <p className="row">
                    <b className="ell">{browser(one.userAgent) ?? t('sessions.unknown')}</b>
                    {one.current && <Chip tone="ok">{t('sessions.here')}</Chip>}
                  </p>
                  <p className="t3 s12 num">
                    {t('sessions.seen', { at: formats.dateTime(one.seenAt), ip: one.ip ?? '—' })}
                  </p>
                </div>
                {!one.current && (
                  <Button small onClick={() => revoke.mutate({ params: { id: one.id } })}>
                    {t('sessions.revoke')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

/** "Firefox, Windows" out of a user agent's line; null when nothing is recognised. */
function browser(agent: string | null): string | null {
  if (agent === null) return null;
  const name = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : null;
  const system = /Windows/.test(agent)
    ? 'Windows'
    : /Android/.test(agent)
      ? 'Android'
      : /iPhone|iPad/.test(agent)
        ? 'iOS'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : null;
  return name === null ? null : system === null ? name : `${name}, ${system}`;
}
