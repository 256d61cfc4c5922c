import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id (the library's default kind): 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What is stored of a password: its argon2id hash with salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let stranger: Promise<string> | null = null;

/** Whether a password fits. Without a stored hash the same work is done for nothing, so that time tells no one who exists. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  stranger ??= hashPassword('nobody has this one');
  const fits = await verify(stored ?? (await stranger), password);
  return stored !== null && fits;
}
