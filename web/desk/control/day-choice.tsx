import { useText, Button } from '#web/kit/index.ts';

/** A day out of the address: of the past, and one that there is. Anything else is today. */
export function readDay(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = new Date(`${text}T12:00:00Z`);
  // 31 February is the third of March to a Date.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && text < today()
    ? text
    : undefined;
}
/** By the clock of whoever looks: the server has the last word on which day has come. */
const today = (): string => new Date().toLocaleDateString('sv-SE');

/** Another day than today, and the way back. */
export function DayChoice({
  day,
  onChange,
}: {
  day: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const t = useText('control');
  return (
    <span className="row">
      <input
        className="input day-choice"
        type="date"
        aria-label={t('day.label')}
        max={today()}
        value={day ?? today()}
        onChange={(event) => {
          // Half typed: wait for the rest.
          if (event.target.value !== '') onChange(readDay(event.target.value));
        }}
      />
      {day !== undefined && <Button onClick={() => onChange(undefined)}>{t('day.today')}</Button>}
    </span>
  );
}
