import { flowGraph, type FlowGraph } from '#contract/flow-graph.ts';

/** The first draft of a new flow: it greets and leads to a person. */
export const starterGraph = (queue: string): FlowGraph =>
  flowGraph.parse({
    languages: ['it', 'en'],
    channels: ['phone', 'chat', 'sms', 'kiosk', 'portal'],
    start: 'hello',
    person: { queue },
    nodes: [
      {
        id: 'hello',
        kind: 'say',
        at: { x: 0, y: 0 },
        says: { text: { it: 'Buongiorno.', en: 'Good morning.' } },
      },
      { id: 'person', kind: 'queue', queue, at: { x: 0, y: 160 } },
    ],
    edges: [{ from: 'hello', exit: 'next', to: 'person' }],
  });
