import {
  IconArrowsMaximize,
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Button, IconButton, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';

/**
 * What somebody who stands at the wall may do: turn and hold pages, fill the screen, leave. Shown while a mouse or a key
 * moves; arrows, space and Esc do the same.
 */
export function WallTools({
  pages,
  held,
  onTurn,
  onHold,
}: {
  pages: number;
  held: boolean;
  onTurn: (by: 1 | -1) => void;
  onHold: () => void;
}) {
  const t = useText('control');
  const near = useNear();
  const full = useFullScreen();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      // Space and Enter on a button are that button's own.
      if (event.key === ' ' && event.target instanceof HTMLElement && event.target.closest('button')) return;
      if (event.key === 'Escape') leave();
      else if (pages > 1 && event.key === 'ArrowRight') onTurn(1);
      else if (pages > 1 && event.key === 'ArrowLeft') onTurn(-1);
      else if (pages > 1 && event.key === ' ') onHold();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [pages, onTurn, onHold]);
  return (
    <div className={`wall-tools ${near ? 'near' : ''}`} role="toolbar" aria-label={t('wall.tools')}>
      {pages > 1 && (
        <>
          <IconButton
            large
            label={t('wall.previous')}
            aria-keyshortcuts="ArrowLeft"
            onClick={() => onTurn(-1)}
          >
            <IconChevronLeft size={20} aria-hidden className="flip" />
          </IconButton>
          <IconButton
            large
            label={t('wall.hold')}
            aria-pressed={held}
            aria-keyshortcuts="Space"
            onClick={onHold}
          >
            {held ? <IconPlayerPlay size={20} aria-hidden /> : <IconPlayerPause size={20} aria-hidden />}
          </IconButton>
          <IconButton large label={t('wall.next')} aria-keyshortcuts="ArrowRight" onClick={() => onTurn(1)}>
            <IconChevronRight size={20} aria-hidden className="flip" />
          </IconButton>
        </>
      )}
      {!full && (
        <Button
          icon={<IconArrowsMaximize size={16} aria-hidden />}
          onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}
        >
          {t('wall.fill')}
        </Button>
      )}
      <Button icon={<IconX size={16} aria-hidden />} aria-keyshortcuts="Escape" onClick={leave}>
        {t('wall.leave')}
      </Button>
    </div>
  );
}

/** Back to the desk. In full screen the browser takes the first Esc for itself; the second one comes here. */
function leave(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  go(`/wallboard${groupIn(location.search)}`);
}
const groupIn = (search: string): string => {
  const by = new URLSearchParams(search).get('by');
  return by === null ? '' : `?by=${encodeURIComponent(by)}`;
};

/** Somebody is at the screen: something moved in the last seconds. */
function useNear(): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const come = () => {
      setNear(true);
      clearTimeout(timer);
      timer = setTimeout(() => setNear(false), 4000);
    };
    addEventListener('pointermove', come);
    addEventListener('keydown', come);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointermove', come);
      removeEventListener('keydown', come);
    };
  }, []);
  return near;
}

function useFullScreen(): boolean {
  const [full, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const change = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', change);
    return () => document.removeEventListener('fullscreenchange', change);
  }, []);
  return full;
}
