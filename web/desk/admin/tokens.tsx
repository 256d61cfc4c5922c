import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { createToken, listRoles, listTokens, revokeToken, type apiToken } from '#contract/access.ts';
import type { Permission } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  Chip,
  Confirm,
  Dialog,
  EmptyState,
  formats,
  FormMessage,
  nameIn,
  SelectField,
  TextField,
  toastProblem,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList, RecordList, refresh, Snippet } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { orNull, SectionPage, useServices } from './common.tsx';
import { usePermissionChoices } from './roles.tsx';

type Token = z.output<typeof apiToken>;
const rowsOf = ({ items }: { items: Token[] }) => items;

export default function Tokens() {
  const t = useText('admin');
  const tokens = useApi(listTokens, undefined, { select: rowsOf });
  const writes = useMay('admin.staff');
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [busy, setBusy] = useState(false);
  async function revoke(one: Token) {
    setBusy(true);
    try {
      await callPatiently(revokeToken, { params: { id: one.id } });
      await refresh(listTokens);
      setRevoking(null);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const state = (one: Token) =>
    one.revokedAt !== null
      ? 'revoked'
      : one.expiresAt !== null && Date.parse(one.expiresAt) < Date.now()
        ? 'expired'
        : 'valid';
  return (
    <SectionPage
      id="tokens"
      lead={t('tokens.lead')}
      actions={
        writes && (
          <Button icon={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('tokens.new')}
          </Button>
        )
      }
    >
      <RecordList<Token>
        label={t('sections.tokens')}
        query={tokens}
        rowKey={({ id }) => id}
        empty={<EmptyState>{t('tokens.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => <b>{one.name}</b> },
          {
            id: 'scopes',
            head: t('tokens.scopes'),
            cell: (one) => (
              <span className="mono t2" title={one.scopes.join(', ')}>
                {one.gateway !== null && `${one.gateway}: `}
                {one.scopes.includes('*')
                  ? t('tokens.all')
                  : one.scopes.length > 3
                    ? `${one.scopes.slice(0, 3).join(', ')} +${one.scopes.length - 3}`
                    : one.scopes.join(', ')}
                {one.roles.length > 0 && ` · ${one.roles.join(', ')}`}
              </span>
            ),
          },
          { id: 'created', head: t('tokens.created'), cell: (one) => formats.brief(one.createdAt) },
          {
            id: 'used',
            head: t('tokens.used'),
            cell: (one) =>
              one.lastUsedAt === null ? (
                <span className="t3">{t('never')}</span>
              ) : (
                formats.brief(one.lastUsedAt)
              ),
          },
          {
            id: 'expires',
            head: t('tokens.expires'),
            cell: (one) =>
              one.expiresAt === null ? (
                <span className="t3">{t('never')}</span>
              ) : (
                formats.shortDate(one.expiresAt)
              ),
          },
          {
            id: 'state',
            head: t('state'),
            cell: (one) => (
              <Chip tone={state(one) === 'valid' ? 'ok' : 'line'}>{t(`tokens.${state(one)}`)}</Chip>
            ),
          },
          {
            id: 'actions',
            head: <span className="sr">{t('actions')}</span>,
            end: true,
            cell: (one) =>
              writes &&
              state(one) === 'valid' && (
                <Button small look="ghost" onClick={() => setRevoking(one)}>
                  {t('tokens.revoke')}
                  <span className="sr"> {one.name}</span>
                </Button>
              ),
          },
        ]}
      />
      {making && <NewToken onClose={() => setMaking(false)} />}
      {revoking !== null && (
        <Confirm
          title={t('tokens.revokeTitle', { name: revoking.name })}
          confirm={t('tokens.revoke')}
          danger
          busy={busy}
          onConfirm={() => void revoke(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p>{t('tokens.revokeText')}</p>
        </Confirm>
      )}
    </SectionPage>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const choices = usePermissionChoices();
  const roles = useApi(listRoles).data?.items ?? [];
  const [made, setMade] = useState<string | null>(null);
  const form = useForm({
    name: '',
    scopes: [] as string[],
    roles: [] as string[],
    serviceId: '',
    gateway: '',
    expires: '',
  });
  const carries = form.values.scopes.includes('voice.gateway');
  const submit = form.submit(async ({ name, scopes, roles, serviceId, gateway, expires }) => {
    const { token } = await callPatiently(createToken, {
      body: {
        name,
        scopes: scopes as (Permission | '*')[],
        roles,
        serviceId: orNull(serviceId),
        gateway: carries ? orNull(gateway.trim()) : null,
        expiresAt: expires === '' ? null : new Date(`${expires}T23:59:59`).toISOString(),
      },
    });
    setMade(token);
    await refresh(listTokens);
  });
  if (made !== null)
    return (
      <Dialog
        title={t('tokens.made')}
        onClose={onClose}
        actions={
          <Button look="solid" onClick={onClose}>
            {t('tokens.kept')}
          </Button>
        }
      >
        <div className="token">
          <p className="notice warn">
            <IconAlertTriangle size={15} aria-hidden />
            {t('tokens.once')}
          </p>
          <Snippet label={t('tokens.value')} text={made} />
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('tokens.new')} onClose={onClose} size={620}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('name')} help={t('tokens.nameHelp')} {...form.text('name')} data-autofocus />
        <div className="form-row">
          <SelectField label={t('service')} options={services} {...form.text('serviceId')} />
          <TextField
            label={t('tokens.expires')}
            type="date"
            optional
            {...form.text('expires')}
            error={form.error('expiresAt')}
          />
        </div>
        <CheckList
          legend={t('tokens.scopes')}
          options={[{ value: '*', label: <b>{t('tokens.all')}</b> }, ...choices]}
          value={form.values.scopes}
          error={form.error('scopes')}
          onChange={(scopes) =>
            form.set('scopes', scopes.at(-1) === '*' ? ['*'] : scopes.filter((one) => one !== '*'))
          }
        />
        <div>
          <CheckList
            legend={t('tokens.roles')}
            options={roles.map(({ code, name }) => ({ value: code, label: nameIn(name) }))}
            value={form.values.roles}
            error={form.wrong
              .filter((one) => one.startsWith('roles'))
              .map(form.error)
              .at(0)}
            onChange={(chosen) => form.set('roles', chosen)}
          />
          <p className="help">{t('tokens.rolesHelp')}</p>
        </div>
        {carries && (
          <TextField
            label={t('tokens.gateway')}
            help={t('tokens.gatewayHelp')}
            optional
            {...form.text('gateway')}
          />
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('tokens.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
