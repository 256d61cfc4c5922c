import * as contract from '#contract/case-work.ts';
import { guarded } from '#server/contacts/index.ts';
import { notFound, on, type Mounted } from '#server/platform/index.ts';
import { documentFile, workNow } from './work.read.ts';
import {
  askApprovalOf,
  attachDocumentOf,
  decideApprovalOf,
  detachDocumentOf,
  putTaskOf,
} from './work.service.ts';

export const caseWorkRoutes: Mounted[] = [
  on(contract.getCaseWork, ({ ctx, input }) => workNow(ctx, input.params.id)),
  on(contract.putCaseTask, async ({ ctx, input }) =>
    workNow(ctx, await putTaskOf(ctx, input.params.id, input.params.key, input.body)),
  ),
  on(contract.askApproval, async ({ ctx, input }) =>
    workNow(ctx, await askApprovalOf(ctx, input.params.id, input.body)),
  ),
  on(contract.decideApproval, async ({ ctx, input }) =>
    workNow(ctx, await decideApprovalOf(ctx, input.params.id, input.params.key, input.body)),
  ),
  on(contract.attachCaseDocument, async ({ ctx, input }) =>
    workNow(ctx, await attachDocumentOf(ctx, input.params.id, input.body)),
  ),
  on(contract.detachCaseDocument, async ({ ctx, input }) =>
    workNow(ctx, await detachDocumentOf(ctx, input.params.id, input.params.file)),
  ),
  on(contract.downloadCaseDocument, async ({ ctx, input, reply }) => {
    const found = await documentFile(ctx, input.params.id, input.params.file);
    if (found === null) throw notFound('document');
    const name = encodeURIComponent(found.name.toWellFormed()).replace(/['()*]/g, '_');
    return reply
      .headers({
        ...guarded(`attachment; filename*=UTF-8''${name}`),
        'content-type': found.type,
        'content-length': String(found.size),
      })
      .send(ctx.platform.files.stream(found.sha256));
  }),
];
