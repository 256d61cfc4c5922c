import { IconDownload, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { flowChannels, flowLanguages } from '#contract/flow-graph.ts';
import {
  dropFlowSecret,
  exportFlow,
  flowParts,
  getFlow,
  listFlows,
  putFlowHosts,
  putFlowSecret,
  updateFlow,
} from '#contract/flows.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Confirm,
  Dialog,
  FormMessage,
  formats,
  IconButton,
  SelectField,
  TextField,
  toastProblem,
  urlOf,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList, Part, refresh } from '#web/kit/records.tsx';
import { useDesigning } from './context.ts';
import { outline } from './outline.rules.ts';
import { QueueField } from './talk-fields.tsx';
import { isError, findingText, nodeLine } from './words.ts';

/** The flow as a whole: what it is called, its languages and channels, where it begins, where a person is. */
export function SettingsPane() {
  const t = useText('flows');
  const { code, flow, draft, edits, mayPublish, language, parts, setLanguage } = useDesigning();
  const { graph } = draft;
  const [services, setServices] = useState(false);
  const findings = draft.findings.filter(({ node }) => node === null);
  const first = graph.languages[0]!;
  return (
    <div className="flow-settings form">
      {findings.map((finding, index) => (
        <p key={index} className={`notice ${isError(finding) ? 'crit' : 'warn'}`}>
          {findingText(finding, graph, t, formats.languageName)}
        </p>
      ))}
      <NameForm key={flow.code} />
      <fieldset className="form bare" disabled={!edits}>
        <CheckList
          legend={t('settings.languages')}
          options={flowLanguages.map((value) => ({ value, label: formats.languageName(value) }))}
          value={graph.languages}
          onChange={(chosen) => {
            const kept = graph.languages.filter((one) => chosen.includes(one));
            const next = [
              ...kept,
              ...flowLanguages.filter((one) => chosen.includes(one) && !kept.includes(one)),
            ];
            if (next.length === 0) return;
            draft.edit((old) => ({ ...old, languages: next }), 'languages');
            if (!next.includes(language)) setLanguage(next[0]!);
          }}
        />
        {graph.languages.length > 1 && (
          <SelectField
            label={t('settings.firstLanguage')}
            help={t('settings.firstLanguageHelp')}
            options={graph.languages.map((value) => ({ value, label: formats.languageName(value) }))}
            value={first}
            onChange={(event) =>
              draft.edit((old) => ({
                ...old,
                languages: old.languages.toSorted(
                  (one, other) => Number(other === event.target.value) - Number(one === event.target.value),
                ),
              }))
            }
          />
        )}
        <CheckList
          legend={t('settings.channels')}
          options={flowChannels.map((value) => ({ value, label: t(`channel.${value}`) }))}
          value={graph.channels}
          onChange={(chosen) => {
            const next = flowChannels.filter((one) => chosen.includes(one));
            if (next.length > 0) draft.edit((old) => ({ ...old, channels: next }), 'channels');
          }}
        />
        <SelectField
          label={t('settings.start')}
          options={outline(graph).map(({ node, number }) => ({
            value: node.id,
            label: `${number} · ${nodeLine(node, language, parts, t)}`,
          }))}
          value={graph.start}
          onChange={(event) => draft.edit((old) => ({ ...old, start: event.target.value }))}
        />
        <QueueField
          label={t('settings.person')}
          value={graph.person.queue}
          error={undefined}
          onChange={(queue) => draft.edit((old) => ({ ...old, person: { queue } }))}
        />
        <p className="help">{t('settings.personHelp')}</p>
      </fieldset>
      <Part title={t('settings.file')} help={t('settings.fileHelp')}>
        <a className="btn plain" href={urlOf(exportFlow, { params: { code } })} download={`${code}.json`}>
          <IconDownload size={15} aria-hidden />
          {t('settings.export')}
        </a>
      </Part>
      <Part title={t('services.title')} help={t('services.help')}>
        <p className="s12 t2">
          {t('services.state', { hosts: parts.hosts.length, secrets: parts.secrets.length })}
        </p>
        {mayPublish && <Button onClick={() => setServices(true)}>{t('services.open')}</Button>}
      </Part>
      {services && <ServicesDialog onClose={() => setServices(false)} />}
    </div>
  );
}

function NameForm() {
  const t = useText('flows');
  const kit = useText('kit');
  const { code, flow, edits } = useDesigning();
  const form = useForm({ it: flow.name.it, en: flow.name.en });
  const differs = form.values.it !== flow.name.it || form.values.en !== flow.name.en;
  const submit = form.submit(async (name) => {
    await callPatiently(updateFlow, { params: { code }, body: { name } });
    await refresh(getFlow, listFlows, flowParts);
  });
  async function use(active: boolean) {
    try {
      await callPatiently(updateFlow, { params: { code }, body: { active } });
      await refresh(getFlow, listFlows);
    } catch (error) {
      toastProblem(error);
    }
  }
  return (
    <>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <fieldset className="form bare" disabled={!edits}>
          <TextField
            label={t('settings.nameIt')}
            maxLength={200}
            {...form.text('it')}
            error={form.error('name.it')}
          />
          <TextField
            label={t('settings.nameEn')}
            maxLength={200}
            {...form.text('en')}
            error={form.error('name.en')}
          />
        </fieldset>
        {differs && (
          <div className="form-actions">
            <Button type="submit" look="solid" busy={form.busy}>
              {kit('save')}
            </Button>
          </div>
        )}
      </form>
      {edits && (
        <div className="row">
          <span className="grow t2">{t(flow.active ? 'settings.active' : 'settings.inactive')}</span>
          <Button small onClick={() => void use(!flow.active)}>
            {t(flow.active ? 'settings.stop' : 'settings.use')}
          </Button>
        </div>
      )}
    </>
  );
}

/** The hosts that flows may call, and the secrets that they show there. Of all flows, not of this one. */
function ServicesDialog({ onClose }: { onClose: () => void }) {
  const t = useText('flows');
  const kit = useText('kit');
  const { parts } = useDesigning();
  const hosts = useForm({ hosts: parts.hosts.join('\n') });
  const secret = useForm({ name: '', value: '' });
  const [dropping, setDropping] = useState<string | null>(null);
  const saveHosts = hosts.submit(async ({ hosts: text }) => {
    const list = text
      .split(/[\s,]+/)
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== '');
    await callPatiently(putFlowHosts, { body: { hosts: list } });
    await refresh(flowParts);
  });
  const saveSecret = secret.submit(async ({ name, value }) => {
    await callPatiently(putFlowSecret, { params: { name }, body: { value } });
    await refresh(flowParts);
    secret.setValues({ name: '', value: '' });
  });
  const hostsError =
    hosts.error('hosts') ?? hosts.wrong.map((one) => hosts.error(one)).find((one) => one !== undefined);
  return (
    <Dialog title={t('services.title')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void saveHosts(event)}>
        <FormMessage>{hosts.message}</FormMessage>
        <AreaField
          label={t('services.hosts')}
          help={t('services.hostsHelp')}
          rows={4}
          spellCheck={false}
          {...hosts.text('hosts')}
          error={hostsError}
        />
        <div className="form-actions">
          <Button
            type="submit"
            look="solid"
            busy={hosts.busy}
            disabled={hosts.values.hosts === parts.hosts.join('\n')}
          >
            {kit('save')}
          </Button>
        </div>
      </form>
      <Part title={t('services.secrets')} help={t('services.secretsHelp')}>
        <ul className="flow-secrets">
          {parts.secrets.map((name) => (
            <li key={name} className="row">
              <code className="grow">{`{secret.${name}}`}</code>
              <IconButton label={t('services.drop', { name })} onClick={() => setDropping(name)}>
                <IconTrash size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
        <form className="form" noValidate onSubmit={(event) => void saveSecret(event)}>
          <FormMessage>{secret.message}</FormMessage>
          <div className="form-row">
            <TextField
              label={t('services.name')}
              spellCheck={false}
              maxLength={40}
              {...secret.text('name')}
              onChange={(event) =>
                secret.set('name', event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, '_'))
              }
            />
            <TextField
              label={t('services.value')}
              type="password"
              autoComplete="new-password"
              {...secret.text('value')}
            />
          </div>
          <div className="form-actions">
            <Button
              type="submit"
              icon={<IconPlus size={14} aria-hidden />}
              busy={secret.busy}
              disabled={secret.values.name === '' || secret.values.value === ''}
            >
              {t('services.keep')}
            </Button>
          </div>
        </form>
      </Part>
      {dropping !== null && (
        <Confirm
          title={t('services.dropTitle', { name: dropping })}
          confirm={t('services.dropDo')}
          danger
          onConfirm={() => {
            callPatiently(dropFlowSecret, { params: { name: dropping } })
              .then(() => refresh(flowParts), toastProblem)
              .finally(() => setDropping(null));
          }}
          onClose={() => setDropping(null)}
        >
          {t('services.dropText')}
        </Confirm>
      )}
    </Dialog>
  );
}
