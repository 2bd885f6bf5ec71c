import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useFormats } from '../ui/format.js';

type Lesson = Schema<'AppointmentResponse'>;

/** When the lesson begins or ends by the clock of its location, wherever it is read. */
export function LessonTime({
  source,
}: {
  readonly source: 'startDateTime' | 'endDateTime';
}): ReactElement | null {
  const formats = useFormats();
  const lesson = useRecordContext<Lesson>();
  return lesson === undefined ? null : (
    <Box component="time" dateTime={lesson[source]} sx={{ whiteSpace: 'nowrap' }}>
      {formats.wallClock(lesson[source], lesson.timeZone)}
    </Box>
  );
}
