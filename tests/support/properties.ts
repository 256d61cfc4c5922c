import fc from 'fast-check';

// Properties try the same values every time, so that a change is judged by what it changed. Whoever looks for what nobody
// has thought of sets FILO_PROPERTIES to how many to try: then they are other ones each time, and a failure prints its seed.
const runs = Number(process.env['FILO_PROPERTIES'] ?? '0');
fc.configureGlobal(runs > 0 ? { numRuns: runs } : { seed: 20_261_129 });
