import { listColleagues, listServices, listTeams } from '#contract/access.ts';
import {
  articleAudiences,
  articleKinds,
  createArticle,
  getArticle,
  listArticles,
  updateArticle,
  type ArticleFull,
} from '#contract/articles.ts';
import { listClassification } from '#contract/knowledge.ts';
import { languages } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  formats,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { refresh, TreeSelect } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';

const orNull = (text: string) => (text === '' ? null : text);

/** Makes an article; what it says is written next. With `begin`, from what somebody looked for. */
export function NewArticle({
  begin,
  onMade,
  onClose,
}: {
  begin?: { title: string; language: string };
  onMade?: (id: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('knowledge');
  const me = useMe();
  const form = useForm({
    code: '',
    title: begin?.title ?? '',
    kind: 'article',
    language: begin?.language ?? 'it',
    audience: 'staff',
  });
  const submit = form.submit(async (values) => {
    const first = { key: 'passo-1', title: values.title, text: '', answers: [] };
    const made = await callPatiently(createArticle, {
      body: {
        ...values,
        kind: values.kind as 'article',
        language: values.language as 'it',
        audience: values.audience as 'staff',
        ownerId: me.id,
        // A guide or tree begins with a step: its title, until there are words for it.
        ...(values.kind === 'article' ? {} : { steps: [first] }),
      },
    });
    await onMade?.(made.id);
    await refresh(listArticles);
    onClose();
    go(`/knowledge/${made.id}`);
  });
  return (
    <Dialog title={t('new.open')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('draft.title')} {...form.text('title')} data-autofocus />
        <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...form.text('code')} />
        <div className="form-row">
          <SelectField
            label={t('kind.label')}
            options={articleKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            {...form.text('kind')}
          />
          <SelectField
            label={t('audience.label')}
            options={articleAudiences
              .filter((one) => one !== 'office')
              .map((value) => ({ value, label: t(`audience.${value}`) }))}
            {...form.text('audience')}
          />
          <SelectField
            label={t('language')}
            options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
            {...form.text('language')}
          />
        </div>
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('new.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What an article is: who reads it, where it belongs, who looks after it and until when it is sure to hold. */
export function Properties({ article, onClose }: { article: ArticleFull; onClose: () => void }) {
  const t = useText('knowledge');
  const services = useApi(listServices);
  const teams = useApi(listTeams);
  const colleagues = useApi(listColleagues);
  const tree = useApi(listClassification);
  const form = useForm({
    audience: article.audience as string,
    serviceId: article.serviceId ?? '',
    teamId: article.teamId ?? '',
    ownerId: article.ownerId ?? '',
    reviewOn: article.reviewOn ?? '',
    classificationId: article.classificationId,
    active: article.active,
  });
  const submit = form.submit(async (values) => {
    const { code, kind, language } = article;
    await callPatiently(updateArticle, {
      params: { id: article.id },
      body: {
        code,
        kind,
        language,
        audience: values.audience as 'staff',
        serviceId: orNull(values.serviceId),
        teamId: orNull(values.teamId),
        ownerId: orNull(values.ownerId),
        reviewOn: orNull(values.reviewOn),
        classificationId: values.classificationId,
        active: values.active,
      },
    });
    await refresh(getArticle, listArticles);
    onClose();
  });
  const named = (items: { id: string; name: string }[] | undefined, none: string) => [
    { value: '', label: none },
    ...(items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Dialog title={t('properties')} onClose={onClose} size={620}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <div className="form-row">
          <SelectField
            label={t('audience.label')}
            options={articleAudiences.map((value) => ({ value, label: t(`audience.${value}`) }))}
            {...form.text('audience')}
            data-autofocus
          />
          <SelectField
            label={t('service')}
            options={named(services.data?.items, t('everyService'))}
            {...form.text('serviceId')}
          />
          <SelectField
            label={t('team')}
            options={named(teams.data?.items, t('noTeam'))}
            {...form.text('teamId')}
          />
        </div>
        <div className="form-row">
          <SelectField
            label={t('owner')}
            options={named(colleagues.data?.items, t('nobody'))}
            {...form.text('ownerId')}
          />
          <TextField label={t('reviewOn')} type="date" optional {...form.text('reviewOn')} />
        </div>
        <TreeSelect
          label={t('classification')}
          none={t('unclassified')}
          optional
          anyLevel
          nodes={(tree.data?.items ?? []).map(({ id, parentId, name, active }) => ({
            id,
            parentId,
            active,
            label: nameIn(name),
          }))}
          value={form.values.classificationId}
          error={form.error('classificationId')}
          onChange={(id) => form.set('classificationId', id)}
        />
        <CheckField
          label={t('active')}
          help={t('activeHelp')}
          checked={form.values.active}
          onChange={(event) => form.set('active', event.target.checked)}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
