import { type ReactElement } from 'react';
import { Box, Card, CardActionArea, CardContent, Grid, Typography } from '@mui/material';
import { Title, useGetIdentity, usePermissions } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Role } from '../api/session.js';
import { useText } from '../i18n/text.js';
import { Attention } from './attention.js';
import { mayDo, MENU_GROUPS, type MenuGroup } from './feature.js';
import { FEATURES } from './features.js';
import { useFeatureTitle } from './feature-title.js';

/** What one comes to after signing in: what needs attention, and a door to each feature. */
export function HomePage(): ReactElement {
  const text = useText();
  const { identity } = useGetIdentity();
  const { permissions: role } = usePermissions<Role>();
  return (
    <>
      <Title title={text('app.home.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('app.home.welcome', { name: identity?.fullName ?? '' })}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text(role === 'subscriber' ? 'app.auth.not_for_subscribers' : 'app.home.lead')}
      </Typography>
      {role === undefined || role === 'subscriber' ? null : <Attention />}
      {MENU_GROUPS.map((group) => (
        <Doors key={group} group={group} />
      ))}
    </>
  );
}

/** The features of one section of the menu. */
function Doors({ group }: { readonly group: MenuGroup }): ReactElement | null {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  const titleOf = useFeatureTitle();
  const features = FEATURES.filter(
    (feature) => feature.group === group && role !== undefined && mayDo(feature, 'list', role),
  );
  return features.length === 0 ? null : (
    <Box component="section" sx={{ mb: 3 }}>
      <Typography variant="subtitle1" component="h2" color="text.secondary" gutterBottom>
        {text(`app.menu.${group}`)}
      </Typography>
      <Grid container spacing={2}>
        {features.map((feature) => (
          <Grid key={feature.name} size={{ xs: 12, sm: 6, md: 4, lg: 3 }}>
            <Card>
              <CardActionArea component={Link} to={`/${feature.name}`}>
                <CardContent sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
                  <feature.icon color="primary" />
                  <Typography variant="subtitle1" component="span">
                    {titleOf(feature)}
                  </Typography>
                </CardContent>
              </CardActionArea>
            </Card>
          </Grid>
        ))}
      </Grid>
    </Box>
  );
}
