import { IconUsers } from '@tabler/icons-react';
import { Button, formats, useText, type ApiProblem } from '#web/kit/index.ts';

/** Who saved the record that is being changed, when, and the version that it has by now. */
export interface Meanwhile {
  by: string;
  at: string | null;
  version: string | undefined;
}
export function meanwhileOf({ told }: ApiProblem): Meanwhile {
  const { by, at, version } = told as { by?: string[]; at?: string | null; version?: string };
  return { by: by?.join(', ') ?? '', at: at ?? null, version };
}

/** Says that somebody else was quicker, and lets one look at their values without losing one's own. */
export function Meanwhile({
  editor,
  was,
  onTake,
}: {
  editor: { looking: boolean; look: () => void; back: () => void };
  was: Meanwhile;
  onTake: () => void;
}) {
  const t = useText('admin');
  const name = was.by === '' ? t('meanwhile.somebody') : was.by;
  return (
    <div className="notice warn meanwhile" role="alert">
      <IconUsers size={15} aria-hidden />
      <div className="grow">
        <p>
          {editor.looking
            ? t('meanwhile.looking', { name })
            : was.at === null
              ? t('meanwhile.changed', { name })
              : t('meanwhile.changedAt', { name, at: formats.dateTime(was.at) })}
        </p>
        <div className="row">
          {editor.looking ? (
            <>
              <Button small onClick={editor.back}>
                {t('meanwhile.back')}
              </Button>
              <Button small onClick={onTake}>
                {t('meanwhile.take')}
              </Button>
            </>
          ) : (
            <Button small onClick={editor.look}>
              {t('meanwhile.look')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
