import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { z } from 'zod';
import {
  createProfile,
  listAgents,
  listProfiles,
  listQueues,
  updateProfile,
  type profile,
} from '#contract/routing.ts';
import type { WorkChannel } from '#contract/words.ts';
import { Button, ChannelIcon, IconButton, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Profile = z.output<typeof profile>;
type Capacity = Profile['capacity'];
type Line = Profile['queues'][number];
const rowsOf = ({ items }: { items: Profile[] }) => items;
const always: WorkChannel[] = ['email', 'form', 'chat', 'phone', 'desk', 'case'];

export default function Profiles() {
  const t = useText('admin');
  const profiles = useApi(listProfiles, undefined, { select: rowsOf });
  const queues = useApi(listQueues);
  const agents = useApi(listAgents);
  const writes = useMay('admin.routing');
  const queueNames = (one: Profile) =>
    [...new Set(one.queues.map(({ queueId }) => queueId))]
      .map((id) => queues.data?.items.find((other) => other.id === id)?.name)
      .filter(Boolean)
      .join(', ');
  return (
    <RecordSection<Profile>
      id="profiles"
      lead={t('profiles.lead')}
      newLabel={t('profiles.new')}
      writes={writes}
      query={profiles}
      empty={t('profiles.empty')}
      wide
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        {
          id: 'capacity',
          head: t('profiles.capacity'),
          cell: (one) => (
            <span className="row capacity">
              {Object.entries(one.capacity).map(([channel, { max }]) => (
                <span key={channel} className="row num">
                  <ChannelIcon channel={channel as WorkChannel} size={14} />
                  {max}
                </span>
              ))}
            </span>
          ),
        },
        {
          id: 'queues',
          head: t('sections.queues'),
          cell: (one) => <span className="t2">{queueNames(one)}</span>,
        },
        {
          id: 'agents',
          head: t('profiles.agents'),
          end: true,
          cell: (one) => agents.data?.items.filter(({ profileId }) => profileId === one.id).length ?? '',
        },
      ]}
      editor={(opened) => <ProfileEditor opened={opened} />}
    />
  );
}

function ProfileEditor({ opened }: { opened: Opened<Profile> }) {
  const { row, writes } = opened;
  const t = useText('admin');
  const editor = useEditor<{ name: string; capacity: Capacity; queues: Line[] }>({
    name: row?.name ?? '',
    capacity: row?.capacity ?? {
      email: { max: 3, interruptedBy: ['chat'] },
      form: { max: 3, interruptedBy: ['chat'] },
      chat: { max: 3, interruptedBy: [] },
    },
    queues: row?.queues ?? [],
  });
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      create={createProfile}
      update={updateProfile}
      version={row?.version}
      refreshes={[listProfiles]}
      body={(values) => values}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <Part title={t('profiles.capacity')} help={t('profiles.capacityHelp')}>
        <CapacityTable
          value={editor.values.capacity}
          error={(name) => editor.error(name)}
          onChange={(capacity) => editor.set('capacity', capacity)}
        />
      </Part>
      <Part title={t('sections.queues')} help={t('profiles.queuesHelp')}>
        <QueueTable
          value={editor.values.queues}
          readOnly={!writes}
          error={(name) => editor.error(name)}
          onChange={(queues) => editor.set('queues', queues)}
        />
      </Part>
    </RecordEditor>
  );
}

/** How many at once per channel, and which channels may come on top. */
function CapacityTable({
  value,
  error,
  onChange,
}: {
  value: Capacity;
  error: (name: string) => string | undefined;
  onChange: (value: Capacity) => void;
}) {
  const t = useText('admin');
  const channels = [...new Set([...always, ...Object.keys(value)])] as WorkChannel[];
  const of = (channel: WorkChannel) => value[channel] ?? { max: 0, interruptedBy: [] };
  return (
    <table className="grid-table" aria-label={t('profiles.capacity')}>
      <thead>
        <tr>
          <th scope="col">{t('channelTitle')}</th>
          <th scope="col">{t('profiles.max')}</th>
          <th scope="col">{t('profiles.interruptedBy')}</th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel}>
            <td>
              <span className="row channel-cell">
                <ChannelIcon channel={channel} size={15} silent />
                {t(`channel.${channel}`)}
              </span>
            </td>
            <td>
              <input
                className="input"
                type="number"
                min={0}
                max={50}
                aria-label={`${t('profiles.max')}, ${t(`channel.${channel}`)}`}
                value={of(channel).max}
                onChange={(event) =>
                  onChange({ ...value, [channel]: { ...of(channel), max: Number(event.target.value) } })
                }
              />
              {error(`capacity.${channel}.max`) !== undefined && (
                <p className="error">{error(`capacity.${channel}.max`)}</p>
              )}
            </td>
            <td>
              <span className="interrupts">
                {channels
                  .filter((other) => other !== channel)
                  .map((other) => (
                    <label key={other} className="check-line">
                      <input
                        type="checkbox"
                        checked={of(channel).interruptedBy.includes(other)}
                        onChange={(event) =>
                          onChange({
                            ...value,
                            [channel]: {
                              ...of(channel),
                              interruptedBy: event.target.checked
                                ? [...of(channel).interruptedBy, other]
                                : of(channel).interruptedBy.filter((one) => one !== other),
                            },
                          })
                        }
                      />
                      {t(`channel.${other}`)}
                    </label>
                  ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which queues, on which channels, in what order, and after what wait. */
function QueueTable({
  value,
  readOnly,
  error,
  onChange,
}: {
  value: Line[];
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (value: Line[]) => void;
}) {
  const t = useText('admin');
  const queues = useApi(listQueues);
  const all = queues.data?.items ?? [];
  const change = (at: number, part: Partial<Line>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const faults = value.flatMap((_one, at) =>
    ['', '.queueId', '.channel', '.priority', '.delaySeconds'].flatMap(
      (part) => error(`queues[${at}]${part}`) ?? [],
    ),
  );
  return (
    <>
      <table className="grid-table" aria-label={t('sections.queues')}>
        <thead>
          <tr>
            <th scope="col">{t('queues.one')}</th>
            <th scope="col">{t('channelTitle')}</th>
            <th scope="col">{t('profiles.priority')}</th>
            <th scope="col">{t('profiles.delay')}</th>
            <th scope="col">
              <span className="sr">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {value.map((one, at) => (
            <tr key={at}>
              <td>
                <select
                  className="input"
                  aria-label={`${t('queues.one')} ${at + 1}`}
                  value={one.queueId}
                  onChange={(event) => change(at, { queueId: event.target.value })}
                >
                  {all.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                <select
                  className="input"
                  aria-label={`${t('channelTitle')} ${at + 1}`}
                  value={one.channel}
                  onChange={(event) => change(at, { channel: event.target.value as WorkChannel })}
                >
                  {[...new Set([...always, one.channel])].map((channel) => (
                    <option key={channel} value={channel}>
                      {t(`channel.${channel}`)}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                <input
                  className="input narrow"
                  type="number"
                  min={1}
                  max={99}
                  aria-label={`${t('profiles.priority')} ${at + 1}`}
                  value={one.priority}
                  onChange={(event) => change(at, { priority: Number(event.target.value) })}
                />
              </td>
              <td>
                <input
                  className="input narrow"
                  type="number"
                  min={0}
                  max={9999}
                  aria-label={`${t('profiles.delay')} ${at + 1}`}
                  value={one.delaySeconds}
                  onChange={(event) => change(at, { delaySeconds: Number(event.target.value) })}
                />
              </td>
              <td>
                {!readOnly && (
                  <IconButton
                    label={t('profiles.removeLine', { number: at + 1 })}
                    onClick={() => onChange(value.filter((_other, index) => index !== at))}
                  >
                    <IconTrash size={15} aria-hidden />
                  </IconButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {value.length === 0 && <p className="t3">{t('profiles.noQueues')}</p>}
      {[...new Set(faults)].map((one) => (
        <p key={one} className="error">
          {one}
        </p>
      ))}
      {!readOnly && (
        <div>
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={all.length === 0}
            onClick={() =>
              onChange([
                ...value,
                { queueId: all[0]?.id ?? '', channel: 'email', priority: 1, delaySeconds: 0 },
              ])
            }
          >
            {t('profiles.addLine')}
          </Button>
        </div>
      )}
    </>
  );
}
