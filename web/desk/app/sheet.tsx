import { Dialog, Kbd, keyActions, keysOf, useText } from '#web/kit/index.ts';
import { sectionsOf } from './modules.ts';
import { useMe } from './session.ts';

const groups = ['list', 'conversation', 'listening', 'offer', 'go', 'general'] as const;
/** A key action's name in keys.json: texts that only this sheet and the palette need, which come later than all screens. */
export const keyLabel = (id: string): string => id.replace('.', '_');

/** Every key, by where it works. */
export default function Sheet({ onClose }: { onClose: () => void }) {
  const t = useText('desk');
  const k = useText('keys');
  const me = useMe();
  const mine = new Set(sectionsOf(me).map(({ nav }) => nav?.action));
  return (
    <Dialog title={t('keys.title')} onClose={onClose} size={720}>
      <div className="key-sheet">
        {groups.map((group) => (
          <section key={group}>
            <h3>{k(`group_${group}`)}</h3>
            <dl>
              {keyActions
                .filter((one) => one.group === group && (group !== 'go' || mine.has(one.id)))
                .map(({ id }) => (
                  <div key={id}>
                    <dt>{k(keyLabel(id))}</dt>
                    <dd>
                      {keysOf(id) === '' ? <span className="t3">{k('off')}</span> : <Kbd keys={keysOf(id)} />}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="help">{k('note')}</p>
    </Dialog>
  );
}
