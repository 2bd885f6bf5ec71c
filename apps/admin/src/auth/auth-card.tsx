import type { ReactElement, ReactNode } from 'react';
import { Box, Card, CardContent, Typography } from '@mui/material';
import { Notification, ToggleThemeButton } from 'react-admin';
import { LanguageMenu } from '../app/language-menu.js';

interface AuthCardProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** The page before the panel: one form, and the choice of language and light. */
export function AuthCard({ title, lead, children }: AuthCardProps): ReactElement {
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100vh',
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        justifyContent: 'center',
        p: 2,
        bgcolor: 'background.default',
        color: 'text.primary',
      }}
    >
      <Card sx={{ width: '100%', maxWidth: 400 }}>
        <CardContent sx={{ p: 3 }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 2 }}>
            <img src="/admin/favicon.svg" alt="" width={36} height={36} />
            <Typography variant="h6" component="span">
              sync-hub
            </Typography>
            <Box sx={{ ml: 'auto' }}>
              <LanguageMenu />
              <ToggleThemeButton />
            </Box>
          </Box>
          <Typography variant="h5" component="h1">
            {title}
          </Typography>
          <Typography color="text.secondary" sx={{ mb: 2 }}>
            {lead}
          </Typography>
          {children}
        </CardContent>
      </Card>
      <Notification />
    </Box>
  );
}
