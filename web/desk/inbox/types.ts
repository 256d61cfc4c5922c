import type { getContact } from '#contract/contacts.ts';
import type { conversation } from '#contract/conversations.ts';
import type { Output } from '#contract/route.ts';
import type { z } from 'zod';

export type FullContact = Output<typeof getContact>;
export type FullConversation = z.output<typeof conversation>;
