import type { Output } from '#contract/route.ts';
import type { publicForm, submitForm } from '#contract/widget.ts';
import { solve } from './proof-of-work.ts';

export type PublicForm = Output<typeof publicForm>;

export interface FormAnswer {
  name: string;
  email: string;
  phone: string;
  subject: string;
  message: string;
  consent: boolean;
  website: string;
  /** The code of the type of case whose fields were shown; left out, what is sent is a message. */
  opens?: string;
}

/** What came back: the number, or sentences by field; `''` holds what belongs to no field. */
export type FormResult = Output<typeof submitForm> | { errors: Record<string, string> };

/** There is no such form, or it is no longer in use. */
export class FormMissing extends Error {}

/**
 * Loads what the form asks, with a fresh task for the browser.
 * @throws FormMissing; Error with the server's sentence
 */
export async function loadForm(base: string, id: string, language: string): Promise<PublicForm> {
  const response = await fetch(`${base}/api/v1/public/forms/${id}?lang=${language}`);
  const answer = (await response.json()) as PublicForm & { detail?: string };
  if (response.status === 404) throw new FormMissing(answer.detail);
  if (!response.ok) throw new Error(answer.detail ?? response.statusText);
  return answer;
}

/**
 * Sends a form. `clientKey` names this filling-in: sent again, it gets the first answer instead of a second request.
 * `fields` are what the type of case asks, by key. A task that ran out meanwhile is replaced and solved again, unseen.
 */
export async function sendForm(
  base: string,
  form: PublicForm,
  language: string,
  answer: FormAnswer,
  files: readonly File[],
  clientKey: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<FormResult> {
  let { challenge } = form;
  for (let attempt = 0; ; attempt += 1) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...answer, consent: String(answer.consent) }))
      body.append(name, value);
    for (const [key, value] of Object.entries(fields)) body.append(`field.${key}`, value);
    body.append('language', language);
    body.append('clientKey', clientKey);
    body.append('nonce', challenge.nonce);
    body.append('difficulty', String(challenge.difficulty));
    body.append('signature', challenge.signature);
    body.append('solution', await solve(challenge));
    for (const file of files) body.append('files', file, file.name);
    let response: Response;
    try {
      response = await fetch(`${base}/api/v1/public/forms/${form.id}`, { method: 'POST', body });
    } catch {
      return { errors: { '': 'connection' } };
    }
    const result = (await response.json()) as Output<typeof submitForm> & {
      code?: string;
      detail?: string;
      errors?: { field: string; message: string }[];
    };
    if (response.ok) return result;
    if (result.code === 'challenge_expired' && attempt === 0) {
      ({ challenge } = await loadForm(base, form.id, language));
      continue;
    }
    const errors = Object.fromEntries((result.errors ?? []).map(({ field, message }) => [field, message]));
    return { errors: Object.keys(errors).length > 0 ? errors : { '': result.detail ?? response.statusText } };
  }
}
