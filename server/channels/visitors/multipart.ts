import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem, tooLarge } from '#server/platform/index.ts';

export interface Parts {
  fields: Record<string, string>;
  files: { field: string; name: string; type: string; content: Buffer }[];
}

/**
 * Reads a whole multipart body within limits. A file over `fileBytes` is cut one byte above it, for the caller to judge.
 * @throws Problem 413 for more parts or bytes than allowed, 422 for another content type or a broken body
 */
export async function readParts(
  request: FastifyRequest,
  limits: { fileBytes: number; files: number; fields: number; fieldBytes: number; totalBytes: number },
): Promise<Parts> {
  if (!request.isMultipart())
    throw new Problem(422, 'invalid', 'The body must be multipart/form-data.', [
      { field: 'body', message: 'multipart/form-data' },
    ]);
  const found: Parts = { fields: Object.create(null) as Record<string, string>, files: [] };
  let total = 0;
  try {
    // A file that is too large is cut instead of refused, so that the answer can name it.
    const options = {
      throwFileSizeLimit: false,
      limits: {
        fileSize: limits.fileBytes + 1,
        files: limits.files,
        fields: limits.fields,
        fieldSize: limits.fieldBytes,
        parts: limits.files + limits.fields,
      },
    };
    for await (const part of request.parts(options)) {
      if (part.type === 'field') {
        found.fields[part.fieldname] = typeof part.value === 'string' ? part.value : '';
        continue;
      }
      const content = await part.toBuffer();
      total += content.length;
      if (total > limits.totalBytes) throw tooLarge('All files together are larger than this form takes.');
      // A file input left empty sends a nameless file of no bytes.
      if (content.length === 0 && part.filename === '') continue;
      found.files.push({ field: part.fieldname, name: part.filename, type: part.mimetype, content });
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('FST_')) throw tooLarge('More fields or files than this form takes.');
    if ((error as { statusCode?: number }).statusCode !== undefined || error instanceof Problem) throw error;
    throw new Problem(422, 'invalid', 'The multipart body is broken.', [
      { field: 'body', message: 'well-formed multipart/form-data' },
    ]);
  }
  return found;
}
