/**
 * The widget's colours in both themes, by role; contrast is checked by a unit test. `accent` and `onAccent` are what a
 * site may replace. The server's screens have their own in web/kit/tokens.css.
 */
export const colours = {
  light: {
    accent: '#0059b3',
    onAccent: '#ffffff',
    link: 'var(--a)',
    surface: '#ffffff',
    sunken: '#f4f6f9',
    soft: '#e1eefb',
    ink: '#16202c',
    ink2: '#465463',
    line: '#dfe5ec',
    edge: '#7f8d9c',
    bad: '#ab1f1a',
    badSoft: '#fde7e5',
    warnSoft: '#fff0d4',
    ring: '#16202c',
    gap: '#ffffff',
  },
  dark: {
    accent: '#2272c3',
    onAccent: '#ffffff',
    link: '#6db2f8',
    surface: '#141b24',
    sunken: '#1d2733',
    soft: '#14304e',
    ink: '#e9eef4',
    ink2: '#b6c2cf',
    line: '#2a3747',
    edge: '#7c8fa5',
    bad: '#ff938a',
    badSoft: '#431a1b',
    warnSoft: '#3a2a0c',
    ring: '#ffffff',
    gap: '#0c1118',
  },
} as const;
