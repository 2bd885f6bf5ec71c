import type { ReactElement } from 'react';
import { Button, Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';

/** For addresses that lead nowhere. */
export function NotFoundPage(): ReactElement {
  const text = useText();
  return (
    <Stack spacing={2} sx={{ alignItems: 'flex-start', p: 3 }}>
      <Title title={text('app.problem.page_not_found')} />
      <Typography variant="h5" component="h1">
        {text('app.problem.page_not_found')}
      </Typography>
      <Typography>{text('app.problem.page_not_found_lead')}</Typography>
      <Button component={Link} to="/" variant="contained">
        {text('app.problem.home')}
      </Button>
    </Stack>
  );
}
