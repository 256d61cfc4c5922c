// Loaded into a server of its own before anything else: its time is the machine's, moved by as much as a file says. The
// file is read again when the story says so by a signal, so that months pass in a moment.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['MOVED_TIME']!;
const MachineDate = Date;
let shift = 0;
const read = () => {
  shift = Number(readFileSync(file, 'utf8'));
  writeFileSync(`${file}.read`, String(shift));
};
read();
process.on('SIGUSR2', read);

const now = () => MachineDate.now() + shift;
const moved = new Proxy(MachineDate, {
  apply: () => new MachineDate(now()).toString(),
  construct: (target, parts: unknown[], made) =>
    Reflect.construct(target, parts.length === 0 ? [now()] : parts, made) as Date,
  get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
});
MachineDate.prototype.constructor = moved;
globalThis.Date = moved;
