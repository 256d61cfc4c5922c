// The type of `request.file`, which the composition root's multipart plugin adds.
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { invalid, Problem } from '#server/platform/index.ts';
import { maxAttachmentBytes, type FileSent } from './attachments.service.ts';

/**
 * The file of a form, field `file`. It may be a byte larger than allowed, for `checkedFile` to judge.
 * @throws Problem 415 when it is no form, 422 naming `file` or `body`
 */
export async function uploadedFile(request: FastifyRequest): Promise<FileSent> {
  if (!request.isMultipart()) throw new Problem(415, 'multipart_wanted', 'Send multipart/form-data.');
  try {
    // Cut one byte above the limit, for checkedFile to judge: that a file was cut at the very end of what came is
    // not always told in time, and half a file must never pass for a whole one.
    const part = await request.file({
      throwFileSizeLimit: false,
      limits: { fileSize: maxAttachmentBytes + 1, files: 1 },
    });
    if (part === undefined || part.fieldname !== 'file') throw invalid('file', 'is missing');
    return { name: part.filename, type: part.mimetype, content: await part.toBuffer() };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== undefined || error instanceof Problem) throw error;
    throw invalid('body', 'well-formed multipart/form-data is wanted');
  }
}
