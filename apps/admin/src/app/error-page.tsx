import type { ReactElement } from 'react';
import { Button, Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { PanelError } from '../data/panel-error.js';
import { useText } from '../i18n/text.js';

interface ErrorPageProps {
  readonly error?: Error;
  readonly resetErrorBoundary?: (...args: unknown[]) => void;
}

/** Stands in for a page that could not be shown; the frame around it still works. */
export function ErrorPage({ error, resetErrorBoundary }: ErrorPageProps): ReactElement {
  const text = useText();
  return (
    <Stack role="alert" spacing={2} sx={{ alignItems: 'flex-start', p: 3 }}>
      <Title title={text('app.problem.title')} />
      <Typography variant="h5" component="h1">
        {text('app.problem.title')}
      </Typography>
      <Typography>{error instanceof PanelError ? error.message : text('app.problem.internal')}</Typography>
      <Stack direction="row" spacing={1}>
        <Button variant="contained" onClick={() => resetErrorBoundary?.()}>
          {text('app.problem.retry')}
        </Button>
        <Button href="/admin">{text('app.problem.home')}</Button>
      </Stack>
    </Stack>
  );
}
