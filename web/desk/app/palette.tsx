import { Modal } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconFolder,
  IconFolderPlus,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconNote,
  IconPaperclip,
  IconPhone,
  IconPhoneOutgoing,
  IconSearch,
  IconSend2,
  IconSun,
  IconTemplate,
  IconUser,
} from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { searchAll } from '#contract/insight.ts';
import {
  canPerform,
  ChannelIcon,
  formats,
  Kbd,
  keyActions,
  keysOf,
  useApi,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { keyLabel } from './sheet.tsx';
import { sectionsOf } from './modules.ts';
import { stateTone, useSetPresence } from './presence.tsx';
import { reasons } from './reasons.ts';
import { askToCall, openSettings } from '../phone/calling.ts';
import { go } from './go.ts';
import { changeLanguage, leave, may, savePreferences, useMe } from './session.ts';

interface Entry {
  id: string;
  group: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  keys?: string;
  run: () => void;
}

const marks: Record<string, typeof IconSearch> = {
  'conversation.reply': IconArrowBackUp,
  'conversation.note': IconNote,
  'conversation.finish': IconCheck,
  'conversation.transfer': IconArrowForwardUp,
  'conversation.attach': IconPaperclip,
  'conversation.case': IconFolderPlus,
  'conversation.callback': IconPhoneOutgoing,
  'conversation.actions': IconDots,
  'conversation.text': IconTemplate,
  'conversation.send': IconSend2,
};
const presences = [
  { presence: 'available', reason: null },
  ...reasons.map((reason) => ({ presence: 'not_ready', reason }) as const),
  { presence: 'offline', reason: null },
] as const;

/** Search over customers, contacts and cases, and every command of the desk, in one box. */
export default function Palette({
  onClose,
  onPerform,
}: {
  onClose: () => void;
  onPerform: (action: string) => void;
}) {
  const t = useText('desk');
  const phone = useText('phone');
  const named = useText('keys');
  const me = useMe();
  const calls = me.isAgent && may(me, 'contact.call');
  const setPresence = useSetPresence();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const asked = useSettled(text.trim(), 120);
  const found = useApi(
    searchAll,
    { query: { q: asked, limit: 6 } },
    { enabled: asked.length >= 2 && may(me, 'contact.read'), keepPrevious: true },
  );

  const commands = useMemo<Entry[]>(() => {
    const command = (
      id: string,
      label: string,
      icon: ReactNode,
      run: () => void,
      { group = 'do', keys = '' } = {},
    ): Entry => ({ id, group, label, keys, run, icon });
    const mark = (Icon: typeof IconSearch) => <Icon size={15} aria-hidden />;
    const close = (work: () => void) => () => {
      onClose();
      work();
    };
    return [
      ...sectionsOf(me).map(({ path, nav }) =>
        command(
          path,
          t(nav?.label ?? ''),
          nav === undefined ? null : <nav.icon size={15} />,
          close(() => go(path)),
          { group: 'go', keys: keysOf(nav?.action ?? '') },
        ),
      ),
      command(
        'profile',
        t('account.profile'),
        mark(IconUser),
        close(() => go('/profile')),
        { group: 'go' },
      ),
      // Only what can be done here and now.
      ...keyActions
        .filter(({ id, group }) => group === 'conversation' && canPerform(id))
        .map(({ id }) =>
          command(id, named(keyLabel(id)), mark(marks[id] ?? IconDots), () => onPerform(id), {
            group: 'conversation',
            keys: keysOf(id),
          }),
        ),
      ...(me.isAgent
        ? presences.map((body) =>
            command(
              body.reason ?? body.presence,
              t(`presence.${body.reason ?? body.presence}`),
              <i
                className={`state-dot ${stateTone({ presence: body.presence, status: 'idle' })}`}
                aria-hidden
              />,
              close(() => setPresence.mutate({ body })),
              { group: 'state' },
            ),
          )
        : []),
      ...(calls
        ? [
            command(
              'call',
              phone('call.palette'),
              mark(IconPhoneOutgoing),
              close(() => askToCall({ number: '' })),
            ),
          ]
        : []),
      ...(me.isAgent
        ? [
            command(
              'phone',
              phone('settings.open'),
              mark(IconPhone),
              close(() => openSettings(true)),
            ),
          ]
        : []),
      command(
        'light',
        t('palette.light'),
        mark(IconSun),
        close(() => savePreferences({ theme: 'light' })),
      ),
      command(
        'dark',
        t('palette.dark'),
        mark(IconMoon),
        close(() => savePreferences({ theme: 'dark' })),
      ),
      command(
        'italian',
        'Italiano',
        mark(IconLanguage),
        close(() => changeLanguage('it')),
      ),
      command(
        'english',
        'English',
        mark(IconLanguage),
        close(() => changeLanguage('en')),
      ),
      command('sheet', t('keys.title'), mark(IconKeyboard), () => onPerform('sheet'), {
        keys: keysOf('sheet'),
      }),
      command('out', t('account.signOut'), mark(IconLogout), close(leave)),
    ];
    // oxlint-disable-next-line react/exhaustive-deps -- the mutation object is new at each render, what it does is not
  }, [me, t, phone, named, calls, onClose, onPerform]);

  const entries = useMemo<Entry[]>(() => {
    const words = text.trim().toLowerCase();
    const open = (address: string) => () => {
      onClose();
      go(address);
    };
    const data = asked.length >= 2 && words.length >= 2 ? found.data : undefined;
    return [
      ...(data?.contacts ?? []).map((one) => ({
        id: one.id,
        group: 'contacts',
        label: one.subject === '' ? one.preview : one.subject,
        detail: `${one.customerName} · ${one.number} · ${formats.brief(one.arrivedAt)}`,
        icon: <ChannelIcon channel={one.channel} />,
        run: open(`/inbox/${one.id}`),
      })),
      ...(data?.customers ?? []).map((one) => ({
        id: one.id,
        group: 'customers',
        label: one.name,
        detail: one.number,
        icon: <IconUser size={15} aria-hidden />,
        run: open(`/customers/${one.id}`),
      })),
      ...(data?.cases ?? []).map((one) => ({
        id: one.id,
        group: 'cases',
        label: one.subject,
        detail: `${one.number} · ${one.customerName}`,
        icon: <IconFolder size={15} aria-hidden />,
        run: open(`/cases/${one.id}`),
      })),
      ...commands.filter(
        ({ label, group }) =>
          words === '' || `${t(`palette.group_${group}`)} ${label}`.toLowerCase().includes(words),
      ),
      ...(calls && /^[+\d][\d\s./()-]{4,}$/.test(words)
        ? [
            {
              id: 'call-this',
              group: 'do',
              label: phone('call.paletteNumber', { number: text.trim() }),
              icon: <IconPhoneOutgoing size={15} aria-hidden />,
              run: () => {
                onClose();
                askToCall({ number: text.trim() });
              },
            },
          ]
        : []),
      ...(words.length >= 2 && may(me, 'contact.read')
        ? [
            {
              id: 'search',
              group: 'search',
              label: t('palette.searchAll', { text: text.trim() }),
              icon: <IconSearch size={15} aria-hidden />,
              run: open(`/contacts?search=${encodeURIComponent(text.trim())}`),
            },
          ]
        : []),
    ];
  }, [asked, calls, commands, found.data, me, onClose, phone, t, text]);

  const current = Math.min(at, Math.max(entries.length - 1, 0));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const nothing = asked.length >= 2 && entries.every(({ group }) => group === 'search') && !found.isFetching;
  const groups = [...new Set(entries.map(({ group }) => group))];
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={620}
      yOffset="10vh"
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'dialog-box palette' }}
    >
      <Modal.Overlay color="var(--dim)" backgroundOpacity={0.42} />
      <Modal.Content aria-label={t('palette.label')}>
        <div className="palette-input">
          <IconSearch size={18} aria-hidden />
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type into
            autoFocus
            data-autofocus
            role="combobox"
            aria-expanded
            aria-controls={`${base}list`}
            aria-activedescendant={entries.length === 0 ? undefined : `${base}${current}`}
            aria-autocomplete="list"
            aria-label={t('palette.label')}
            placeholder={t('palette.placeholder')}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
              if (step !== 0 && entries.length > 0) {
                event.preventDefault();
                setAt((current + step + entries.length) % entries.length);
              } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                event.preventDefault();
                entries[current]?.run();
              }
            }}
          />
          <Kbd keys="escape" />
        </div>
        <div
          className="palette-list"
          id={`${base}list`}
          role="listbox"
          aria-label={t('palette.results')}
          ref={list}
        >
          {groups.map((group) => (
            <div key={group} role="group" aria-label={t(`palette.group_${group}`)}>
              <div className="palette-group" aria-hidden>
                {t(`palette.group_${group}`)}
              </div>
              {entries.map((entry, index) =>
                entry.group === group ? (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box has the focus and the keys
                  <div
                    key={`${group}${entry.id}`}
                    id={`${base}${index}`}
                    role="option"
                    aria-selected={index === current}
                    onMouseMove={() => setAt(index)}
                    onClick={entry.run}
                  >
                    {entry.icon}
                    <span className="ell">{entry.label}</span>
                    {entry.detail !== undefined && <span className="t3 s12 ell">{entry.detail}</span>}
                    <span className="grow" />
                    <Kbd keys={entry.keys ?? ''} />
                  </div>
                ) : null,
              )}
            </div>
          ))}
        </div>
        <div className="row palette-foot">
          <span className="grow ell" role="status">
            {nothing ? t('palette.nothing') : asked.length < 2 ? t('palette.hint') : ''}
          </span>
          <span aria-hidden>
            <Kbd keys="arrowup arrowdown" /> {t('palette.choose')}
          </span>
          <span aria-hidden>
            <Kbd keys="enter" /> {t('palette.go')}
          </span>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
