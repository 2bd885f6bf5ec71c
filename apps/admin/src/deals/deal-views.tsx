import type { ReactElement } from 'react';
import ListIcon from '@mui/icons-material/ViewListOutlined';
import ViewKanbanIcon from '@mui/icons-material/ViewKanbanOutlined';
import { Box, Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';

/** The two ways to look at deals, above both. */
export function DealViews({ shown }: { readonly shown: 'list' | 'board' }): ReactElement {
  const text = useText();
  return (
    <Box component="nav" aria-label={text('resources.deals.views')} sx={{ display: 'flex', gap: 1, mt: 1 }}>
      <Button
        component={Link}
        to="/deals"
        size="small"
        variant={shown === 'list' ? 'contained' : 'outlined'}
        aria-current={shown === 'list' ? 'page' : undefined}
        startIcon={<ListIcon />}
      >
        {text('resources.deals.list')}
      </Button>
      <Button
        component={Link}
        to="/deal-board"
        size="small"
        variant={shown === 'board' ? 'contained' : 'outlined'}
        aria-current={shown === 'board' ? 'page' : undefined}
        startIcon={<ViewKanbanIcon />}
      >
        {text('resources.deals.board.name')}
      </Button>
    </Box>
  );
}
