import { type ReactElement } from 'react';
import { Card, CardActionArea, CardContent, Grid, Typography } from '@mui/material';
import { Title, useGetIdentity, usePermissions } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Role } from '../api/session.js';
import { useText } from '../i18n/text.js';
import { mayDo } from './feature.js';
import { FEATURES } from './features.js';
import { useFeatureTitle } from './feature-title.js';

/** What one comes to after signing in: a door to each feature. */
export function HomePage(): ReactElement {
  const text = useText();
  const { identity } = useGetIdentity();
  const { permissions: role } = usePermissions<Role>();
  const titleOf = useFeatureTitle();
  return (
    <>
      <Title title={text('app.home.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('app.home.welcome', { name: identity?.fullName ?? '' })}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text(role === 'subscriber' ? 'app.auth.not_for_subscribers' : 'app.home.lead')}
      </Typography>
      <Grid container spacing={2}>
        {FEATURES.filter((feature) => role !== undefined && mayDo(feature, 'list', role)).map((feature) => (
          <Grid key={feature.name} size={{ xs: 12, sm: 6, md: 4 }}>
            <Card>
              <CardActionArea component={Link} to={`/${feature.name}`}>
                <CardContent sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
                  <feature.icon color="primary" />
                  <Typography variant="h6" component="span">
                    {titleOf(feature)}
                  </Typography>
                </CardContent>
              </CardActionArea>
            </Card>
          </Grid>
        ))}
      </Grid>
    </>
  );
}
