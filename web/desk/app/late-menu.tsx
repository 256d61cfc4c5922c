import {
  cloneElement,
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
  return (
    <Suspense
      fallback={cloneElement(button, {
        'aria-haspopup': 'menu',
        // The button may be another one by the time that the pointer is lifted, and then there is no click.
        onPointerDown: () => setPressed(true),
        onClick: () => setPressed(true),
        onFocus: () => setFocused(true),
        onBlur: () => setFocused(false),
      })}
    >
      {menu(
        cloneElement(button, {
          autoFocus: focused || pressed,
          // It opens once the focus is on the button that stays: there it returns when it closes.
          onFocus: () => {
            if (pressed) setOpened(true);
            setPressed(false);
          },
        }),
        { opened, onChange: setOpened },
      )}
    </Suspense>
  );
}
