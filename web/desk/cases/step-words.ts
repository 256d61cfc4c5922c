import { formats, useText } from '#web/kit/index.ts';

/** What happened to a step, for the history of its case: who was asked, who has it, how it ended. */
export function useStepWords(): (data: Record<string, unknown>) => string {
  const t = useText('work');
  return (data) => {
    const { about, queue, agent, outcome, centre } = data as Partial<Record<string, string | null>>;
    if (about === 'answered') return t(`step.entry.${outcome ?? 'answered'}`);
    if (about === 'call_attempt')
      return t(`step.entry.call.${(data as { result?: string | null }).result ?? 'failed'}`);
    if (about === 'call_moved')
      return t('step.entry.call_moved', { at: formats.dateTime((data as { at?: string }).at ?? '') });
    if (about === 'not_first') return t(`step.entry.not_first.${(data as { why?: string }).why ?? 'repeat'}`);
    const level = (data as { level?: string }).level;
    if (about === 'asked' && (level === 'back' || level === 'front'))
      return t(`step.entry.${level}`, { to: agent ?? queue ?? '' });
    return t(`step.entry.${about ?? 'asked'}`, { to: centre ?? agent ?? queue ?? '' });
  };
}
