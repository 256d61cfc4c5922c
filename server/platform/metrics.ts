import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus figures of one process, in a registry of its own so that tests do not share them. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'filodiretto_' });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'filodiretto_http_request_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    }),
    events: new Counter({ name: 'filodiretto_events_published_total', help: 'Events published', registers }),
    liveConnections: new Gauge({
      name: 'filodiretto_live_connections',
      help: 'Open live connections',
      labelNames: ['kind'],
      registers,
    }),
    mails: new Counter({
      name: 'filodiretto_mails_total',
      help: 'Mails by how they ended',
      labelNames: ['result'],
      registers,
    }),
    decisions: new Counter({
      name: 'filodiretto_routing_effects_total',
      help: 'Routing effects by kind',
      labelNames: ['kind'],
      registers,
    }),
    jobs: new Counter({
      name: 'filodiretto_jobs_total',
      help: 'Jobs by name and result',
      labelNames: ['name', 'result'],
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
