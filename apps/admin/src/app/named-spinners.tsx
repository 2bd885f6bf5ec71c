import { type ReactElement, type ReactNode, useCallback } from 'react';
import { type Theme, ThemeProvider } from '@mui/material';
import { useText } from '../i18n/text.js';

/** Gives what turns or fills while something loads a name that is read aloud: react-admin gives it none. */
export function NamedSpinners({ children }: { readonly children: ReactNode }): ReactElement {
  const text = useText();
  const label = text('ra.page.loading');
  const named = useCallback(
    (theme: Theme): Theme => {
      const progress = { defaultProps: { 'aria-label': label } };
      const components = { MuiCircularProgress: progress, MuiLinearProgress: progress };
      return { ...theme, components: { ...theme.components, ...components } };
    },
    [label],
  );
  return <ThemeProvider theme={named}>{children}</ThemeProvider>;
}
