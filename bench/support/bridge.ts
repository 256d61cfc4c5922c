/** The media side of the benchmark: legs two by two in rooms, as the media process has them. Spoken to by its parent. */
import { FrameClock } from '../../server/media/core/clock.ts';
import { Room } from '../../server/media/core/room.ts';
import { Ports } from '../../server/media/embedded/ports.ts';
import type { BrowserLeg } from '../../server/media/embedded/browser-leg.ts';
import { nativeDriver } from '../../server/media/embedded/native-leg.ts';
import { WebRtcLeg } from '../../server/media/embedded/web-leg.ts';

const rooms: Room[] = [];
const legs: BrowserLeg[] = [];
let alone: { room: Room; leg: BrowserLeg } | null = null;
const settings = { ports: new Ports('27000-27399'), host: '127.0.0.1', publicAddress: null };
const driver =
  process.env['FILO_MEDIA_DRIVER'] === 'native' ? await nativeDriver() : WebRtcLeg.accept.bind(WebRtcLeg);
const clock = new FrameClock(() => {
  for (const room of rooms) room.tick();
}).start();

process.on('message', (message: { id: number; offer?: string }) => {
  void (async () => {
    if (message.offer === undefined) {
      process.send?.({
        id: message.id,
        cpu: process.cpuUsage(),
        memory: process.memoryUsage.rss(),
        clock: { ...clock.figures },
        lost: legs.reduce((sum, leg) => sum + leg.stats().lost, 0),
        up: legs.filter(({ state }) => state === 'up').length,
      });
      return;
    }
    const { leg, answer } = await driver(
      { id: `leg-${message.id}`, kind: 'web', offer: message.offer },
      settings,
    );
    legs.push(leg);
    leg.onUp = () => {
      if (alone === null) {
        const room = new Room();
        rooms.push(room);
        room.add(leg);
        alone = { room, leg };
      } else {
        alone.room.add(leg);
        alone.room.talk(alone.leg.id, leg.id);
        alone = null;
      }
    };
    process.send?.({ id: message.id, answer });
  })();
});
process.on('disconnect', () => process.exit(0));
