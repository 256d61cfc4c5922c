import { meNow, preferencesOf } from '../app/session.ts';

let context: AudioContext | null = null;
/** Where it sounds; '': where the system says. */
let device = '';
// Browsers let a page sound only after it was touched once.
const wake = () => {
  context ??= new AudioContext();
  void context.resume();
  if (device !== '') soundTo(device);
};
/** Sounds on a device from now on, where the browser lets a page choose. */
export function soundTo(id: string): void {
  device = id;
  const chooses = context as { setSinkId?: (id: string) => Promise<void> } | null;
  void chooses?.setSinkId?.(id).catch(() => undefined);
}
addEventListener('pointerdown', wake, { once: true });
addEventListener('keydown', wake, { once: true });

/** Hertz: two up for an offer, one for a new line, three that fall for an alert. */
const tones = { offer: [659, 880], line: [740], alert: [784, 622, 494] } as const;

/** As loud as the person wants. */
export function sound(kind: keyof typeof tones, volume: number = preferencesOf(meNow()).volume): void {
  if (context === null || context.state !== 'running' || volume <= 0) return;
  for (const [index, frequency] of tones[kind].entries()) {
    const start = context.currentTime + index * 0.16;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = 'sine';
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(volume * 0.3, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.25);
  }
}
