import type { ReactElement } from 'react';
import { Box, Chip } from '@mui/material';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { useNow } from '../ui/use-now.js';
import { dueState } from './due.js';

/** When the task of the context is due, and in words when that is past or near. */
export function DueField(): ReactElement | null {
  const text = useText();
  const formats = useFormats();
  const task = useRecordContext<Schema<'TaskResponse'>>();
  const now = useNow();
  if (task === undefined) {
    return null;
  }
  const state = dueState(task, now);
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      {formats.instant(task.dueDate)}
      {state === null ? null : (
        <Chip
          component="span"
          size="small"
          variant="outlined"
          color={state === 'overdue' ? 'error' : 'warning'}
          label={text(`resources.tasks.due.${state}`)}
        />
      )}
    </Box>
  );
}
