import { Tooltip } from '@mantine/core';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { initials } from './formats.ts';
import { printed, spoken, useKeysOf } from './keys.ts';

/** A key as printed on a button; for the eye only, `aria-keyshortcuts` tells the ear. */
export const Kbd = ({ keys }: { keys: string }) =>
  keys === '' ? null : (
    <span className="kbds" aria-hidden>
      {keys.split(' ').map((one, index) => (
        <kbd key={index}>{printed(one)}</kbd>
      ))}
    </span>
  );

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'solid' | 'go' | 'danger' | 'ghost';
  small?: boolean;
  icon?: ReactNode;
  /** The action of `keys.ts` whose key is printed on it. */
  action?: string;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  small,
  icon,
  action,
  busy,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const keys = useKeysOf(action ?? '');
  return (
    <button
      type="button"
      className={`btn ${look} ${small ? 'small' : ''} ${className ?? ''}`}
      aria-keyshortcuts={keys === '' ? undefined : spoken(keys)}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {icon}
      {children}
      {keys !== '' && <Kbd keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  action?: string;
  large?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button of an icon alone; its name is also its tooltip. */
export function IconButton({ label, action, large, className, children, ...rest }: IconButtonProps) {
  const keys = useKeysOf(action ?? '');
  return (
    // A menu that is open says already what the button is for.
    <Tooltip
      label={keys === '' ? label : `${label} · ${printed(keys)}`}
      disabled={rest['aria-expanded'] === true}
    >
      <button
        type="button"
        className={`icon-btn ${large ? 'large' : ''} ${className ?? ''}`}
        aria-label={label}
        aria-keyshortcuts={keys === '' ? undefined : spoken(keys)}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}

export type Tone = 'mute' | 'accent' | 'ok' | 'warn' | 'crit' | 'line' | 'note';

export const Chip = ({
  tone = 'mute',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) => (
  <span className={`chip ${tone}`}>
    {icon}
    {children}
  </span>
);

export const Avatar = ({ name, me, size = 'm' }: { name: string; me?: boolean; size?: 's' | 'm' | 'l' }) => (
  <span className={`avatar ${size} ${me ? 'me' : ''}`} aria-hidden>
    {initials(name)}
  </span>
);

/** Text for those who listen. */
export const Hidden = ({ children }: { children: ReactNode }) => <span className="sr">{children}</span>;

export const Logo = ({ size = 32 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="logo">
    <rect width="32" height="32" rx="8" fill="var(--logo)" />
    <path
      d="M8 21c0-6 3-10 8-10s8 4 8 10"
      fill="none"
      stroke="var(--on-solid)"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
    <circle cx="8" cy="21.5" r="2.6" fill="var(--on-solid)" />
    <circle cx="24" cy="21.5" r="2.6" fill="var(--on-solid)" />
  </svg>
);
