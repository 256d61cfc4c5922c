import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Tooltip.css';
import '@fontsource-variable/inter/wght.css';
import './tokens.css';
import './kit.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queryClient } from './query.ts';
import { Toasts } from './toast.tsx';

const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 0 } } },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 0 },
        shadow: 'none',
        position: 'bottom-end',
        // Its placeholder is no item, and a menu may hold nothing else.
        withInitialFocusPlaceholder: false,
        checkIcon: <IconCheck size={14} aria-hidden />,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
  },
});

export type Scheme = 'light' | 'dark' | 'auto';

/** Everything that a screen of the kit needs around it. */
export const Kit = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={queryClient}>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      {children}
      <Toasts />
    </MantineProvider>
  </QueryClientProvider>
);
