import type { Values } from './phrases.ts';
import type {
  DemoContact,
  DemoConversation,
  DemoCustomer,
  DemoLeg,
  DemoMessage,
  DemoQueue,
} from './shapes.ts';
import type { Topic } from './topics.ts';
import type { Exchange } from './writing.ts';

/** A contact on its way through the simulation, with all that is made along it. */
export interface Item {
  contact: DemoContact;
  topic: Topic;
  customer: DemoCustomer;
  facts: Values;
  exchange: Exchange;
  conversation: DemoConversation;
  isNew: boolean;
  queue: DemoQueue;
  legs: DemoLeg[];
  messages: DemoMessage[];
  inReplyTo: string | null;
  address: string;
  follow: boolean;
  case: string | null;
  place: 'waiting' | 'offered' | 'gone';
  visit: number;
  patience: number;
}
