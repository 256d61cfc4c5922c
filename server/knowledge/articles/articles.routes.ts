import * as search from '#contract/article-search.ts';
import * as work from '#contract/article-work.ts';
import * as contract from '#contract/articles.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { missingRows } from './articles.read.ts';
import {
  articleReading,
  createArticle,
  fullArticle,
  listArticles,
  updateArticle,
} from './articles.service.ts';
import { listAsked, putAsked, settleSearch } from './asked.service.ts';
import { dropDraft, saveDraft, submitDraft } from './drafts.service.ts';
import { overviewRows } from './overview.read.ts';
import { decideDraft, withdrawArticle } from './publishing.service.ts';
import { addFile, openFile, removeFile } from './files.service.ts';
import { readerOf } from './scope.read.ts';
import { searchArticles, suggestArticles } from './search.service.ts';
import { noteChoice } from './searches.store.ts';
import { listSynonyms, putSynonym } from './synonyms.service.ts';
import { changeTask, listTasks } from './tasks.service.ts';
import { feedbackOfStaff, noteUse, usesOfContact } from './uses.service.ts';

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

export const articleRoutes: Mounted[] = [
  on(contract.listArticles, ({ ctx, input }) => listArticles(ctx, input.query)),
  on(search.searchArticles, ({ ctx, input }) => searchArticles(ctx, input.query)),
  on(search.articleOverview, ({ ctx, input }) => {
    const at = ctx.clock.now();
    const since = new Date(at.getTime() - 90 * 86_400_000);
    return overviewRows(ctx.db, readerOf(ctx.actor), { language: input.query.language, at, since });
  }),
  on(search.chooseResult, ({ ctx, input }) => noteChoice(ctx.db, input.params.id, input.body.articleId)),
  on(search.suggestArticles, ({ ctx, input }) => suggestArticles(ctx, input.body)),
  on(search.missingAnswers, ({ ctx, input }) =>
    missingRows(ctx.db, {
      since: new Date(ctx.clock.now().getTime() - input.query.days * 86_400_000),
      language: input.query.language,
    }),
  ),
  on(contract.createArticle, ({ ctx, input }) =>
    ctx.tx(async (tx) => fullArticle(tx, ctx, (await createArticle(tx, ctx, input.body)).id)),
  ),
  on(contract.getArticle, ({ ctx, input }) => fullArticle(ctx.db, ctx, input.params.id)),
  on(contract.updateArticle, ({ ctx, input: { params, body } }) =>
    ctx.tx(async (tx) => {
      await updateArticle(tx, ctx, params.id, body);
      return fullArticle(tx, ctx, params.id);
    }),
  ),
  on(contract.readArticle, ({ ctx, input }) => articleReading(ctx, input.params.id, input.query.language)),
  on(contract.saveDraft, ({ ctx, input: { params, body } }) =>
    ctx.tx(async (tx) => {
      const { revision, sourceNumber, ...words } = body;
      await saveDraft(tx, ctx, params.id, params.language, { words, revision, sourceNumber });
      return fullArticle(tx, ctx, params.id);
    }),
  ),
  on(contract.dropDraft, ({ ctx, input: { params } }) =>
    ctx.tx((tx) => dropDraft(tx, ctx, params.id, params.language)),
  ),
  on(contract.submitDraft, ({ ctx, input: { params } }) =>
    ctx.tx(async (tx) => {
      await submitDraft(tx, ctx, params.id, params.language);
      return fullArticle(tx, ctx, params.id);
    }),
  ),
  on(contract.decideDraft, ({ ctx, input: { params, body } }) =>
    ctx.tx(async (tx) => {
      const { validFrom, validTo } = body;
      const dates = { validFrom: dateOf(validFrom), validTo: dateOf(validTo) };
      await decideDraft(tx, ctx, params.id, params.language, { ...body, ...dates });
      return fullArticle(tx, ctx, params.id);
    }),
  ),
  on(contract.withdrawArticle, ({ ctx, input: { params, body } }) =>
    ctx.tx(async (tx) => {
      await withdrawArticle(tx, ctx, params.id, body);
      return fullArticle(tx, ctx, params.id);
    }),
  ),
  on(search.listAsked, ({ ctx, input }) => listAsked(ctx, input.params.id)),
  on(search.putAsked, ({ ctx, input: { params, body } }) =>
    ctx.tx((tx) => putAsked(tx, ctx, params.id, params.language, body.asked)),
  ),
  on(search.settleSearch, ({ ctx, input }) => ctx.tx((tx) => settleSearch(tx, ctx, input.body))),
  on(contract.addArticleFile, ({ ctx, input, request }) =>
    addFile(ctx, input.params.id, { name: input.query.name, content: request.body as Buffer }),
  ),
  on(contract.removeArticleFile, ({ ctx, input }) => removeFile(ctx, input.params.id, input.params.file)),
  on(contract.articleFileContent, async ({ ctx, input, reply }) => {
    const { content, headers } = await openFile(ctx, readerOf(ctx.actor), input.params.id);
    void reply.headers(headers);
    return content as never;
  }),
  on(search.listSynonyms, ({ ctx }) => listSynonyms(ctx)),
  on(search.createSynonym, ({ ctx, input }) => ctx.tx((tx) => putSynonym(tx, ctx, null, input.body))),
  on(search.updateSynonym, ({ ctx, input }) =>
    ctx.tx((tx) => putSynonym(tx, ctx, input.params.id, input.body)),
  ),
  on(work.giveFeedback, ({ ctx, input }) =>
    ctx.tx((tx) => feedbackOfStaff(tx, ctx, input.params.id, input.body)),
  ),
  on(work.useArticle, ({ ctx, input }) => ctx.tx((tx) => noteUse(tx, ctx, input.params.id, input.body))),
  on(work.contactArticles, ({ ctx, input }) => usesOfContact(ctx, input.params.id)),
  on(work.listArticleTasks, ({ ctx, input }) => listTasks(ctx, input.query)),
  on(work.changeArticleTask, ({ ctx, input }) =>
    ctx.tx((tx) => changeTask(tx, ctx, input.params.id, input.body)),
  ),
];
