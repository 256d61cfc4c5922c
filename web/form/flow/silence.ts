import { useEffect, useRef } from 'preact/hooks';

/**
 * Says so when nobody has touched the page for so long while a question waits: once for each question.
 * @param seconds null: whoever reads takes their time
 */
export function useSilence(seconds: number | null, question: string, silent: () => void): void {
  const silentRef = useRef(silent);
  useEffect(() => {
    silentRef.current = silent;
  });
  useEffect(() => {
    if (seconds === null) return;
    let timer = setTimeout(() => silentRef.current(), seconds * 1000);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silentRef.current(), seconds * 1000);
    };
    const events = ['pointerdown', 'keydown', 'touchstart'] as const;
    for (const event of events) addEventListener(event, touched);
    return () => {
      clearTimeout(timer);
      for (const event of events) removeEventListener(event, touched);
    };
  }, [seconds, question]);
}
