import {
  cloneElement,
  lazy,
  Suspense,
  useState,
  type ComponentProps,
  type ReactElement,
  type ReactNode,
} from 'react';

/** Whether a menu is open, as Mantine's Menu wants it. */
export interface Opening {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

// In the place of the menu while its button is held down: a click is one only if it ends on the button that it began on.
const NotYet = lazy(() => new Promise<never>(() => undefined));

/**
 * A button at once, and its menu as soon as the code of menus is there. Who pressed the button before that, or stood on
 * it, loses nothing.
 * @param props.menu the loaded menu around the button
 */
export function LateMenu({
  button,
  menu,
}: {
  button: ReactElement<ComponentProps<'button'>>;
  menu: (button: ReactElement, opening: Opening) => ReactNode;
}) {
  const [pressed, setPressed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [opened, setOpened] = useState(false);
  const [held, setHeld] = useState(false);
  const hold = () => {
    setHeld(true);
    // After the click, if it becomes one.
    const release = () => setTimeout(() => setHeld(false));
    for (const end of ['pointerup', 'pointercancel'] as const) addEventListener(end, release, { once: true });
  };
  return (
    <Suspense
      fallback={cloneElement(button, {
        'aria-haspopup': 'menu',
        onPointerDown: hold,
        onClick: () => setPressed(true),
        onFocus: () => setFocused(true),
        onBlur: () => setFocused(false),
      })}
    >
      {held ? (
        <NotYet />
      ) : (
        menu(
          cloneElement(button, {
            autoFocus: focused || pressed,
            // It opens once the focus is on the button that stays: there it returns when it closes.
            onFocus: () => {
              if (pressed) setOpened(true);
              setPressed(false);
            },
          }),
          { opened, onChange: setOpened },
        )
      )}
    </Suspense>
  );
}
