import type { z } from 'zod';
import * as contract from '#contract/case-page.ts';
import type { Parsed } from '#contract/route.ts';
import { on, Problem, type Ctx, type FieldError, type Mounted } from '#server/platform/index.ts';
import { acceptedExtensions, judgeFile } from '../visitors/files.rules.ts';
import { readParts, type Parts } from '../visitors/multipart.ts';
import { publicLanguage, sentence } from '../visitors/sentences.ts';
import { visitorContext } from '../visitors/visitor-context.ts';

const maxFiles = 5;
const maxFileBytes = 10_000_000;
const mostText = 10_000;

type View = z.input<typeof contract.ownCase>;
type Told = Omit<View, 'maxFiles' | 'maxFileBytes' | 'accept'>;
interface StoredFile {
  name: string;
  type: string;
  sha256: string;
  size: number;
}

/** What the module of cases does for the customer's page of one; it is beside the channels, and lends itself at start. */
export interface OwnCases {
  look(ctx: Ctx, key: string): Promise<Told>;
  write(
    ctx: Ctx,
    key: string,
    message: { text: string; clientKey: string | null; document: string | null; files: StoredFile[] },
  ): Promise<Told>;
  wish(ctx: Ctx, wish: Parsed<typeof contract.wishOnOwnCase>['body']): Promise<Told>;
}
let cases: OwnCases | null = null;
/** Called once by the composition root. */
export const lendOwnCases = (one: OwnCases): void => {
  cases = one;
};
const lent = (): OwnCases => {
  if (cases === null) throw new Error('cases have not been lent to their page');
  return cases;
};

const shown = (told: Told): View => ({ ...told, maxFiles, maxFileBytes, accept: acceptedExtensions });

const refused = (errors: FieldError[]) =>
  new Problem(422, 'invalid', `Not acceptable: ${errors.map(({ field }) => field).join(', ')}.`, errors);

/** The files of a message, judged by their bytes; nothing is stored of one that has a fault. */
async function filesOf(ctx: Ctx, parts: Parts): Promise<StoredFile[]> {
  const language = publicLanguage(parts.fields['language']);
  const errors: FieldError[] = [];
  const kept: { name: string; type: string; content: Buffer }[] = [];
  if (parts.files.length > maxFiles)
    errors.push({ field: 'files', message: sentence(language, 'tooManyFiles', { count: maxFiles }) });
  else
    for (const file of parts.files) {
      const verdict = await judgeFile(file, maxFileBytes);
      if (verdict.ok) kept.push({ name: verdict.name, type: verdict.type, content: file.content });
      else
        errors.push({
          field: 'files',
          message: sentence(language, verdict.why, {
            name: verdict.name,
            size: Math.floor(maxFileBytes / 1_000_000),
          }),
        });
    }
  if (errors.length > 0) throw refused(errors);
  return Promise.all(
    kept.map(async ({ name, type, content }) => ({
      name,
      type,
      sha256: await ctx.platform.files.put(content),
      size: content.length,
    })),
  );
}

export const casePageRoutes: Mounted[] = [
  on(contract.lookAtOwnCase, async ({ ctx, input, request }) =>
    shown(await lent().look(visitorContext(ctx.platform, request.ip), input.body.key)),
  ),
  on(contract.writeOnOwnCase, async ({ ctx, request }) => {
    const visitor = visitorContext(ctx.platform, request.ip);
    const parts = await readParts(request, {
      fileBytes: maxFileBytes,
      // One more than allowed, so that the answer can name the field.
      files: maxFiles + 1,
      fields: 10,
      fieldBytes: 60_000,
      totalBytes: contract.writeOnOwnCase.bodyLimit!,
    });
    const key = (parts.fields['key'] ?? '').slice(0, 200);
    const text = (parts.fields['text'] ?? '').trim();
    // Whoever has no key learns nothing about what is taken.
    await lent().look(visitor, key);
    if (text === '' && parts.files.length === 0)
      throw refused([{ field: 'text', message: 'a message or a file' }]);
    if (text.length > mostText) throw refused([{ field: 'text', message: `at most ${mostText} characters` }]);
    const clientKey = (parts.fields['clientKey'] ?? '').slice(0, 100);
    const document = (parts.fields['document'] ?? '').slice(0, 100);
    if (document !== '' && parts.files.length === 0) throw refused([{ field: 'files', message: 'a file' }]);
    return shown(
      await lent().write(visitor, key, {
        text,
        clientKey: clientKey === '' ? null : clientKey,
        document: document === '' ? null : document,
        files: await filesOf(visitor, parts),
      }),
    );
  }),
  on(contract.wishOnOwnCase, async ({ ctx, input, request }) =>
    shown(await lent().wish(visitorContext(ctx.platform, request.ip), input.body)),
  ),
];
