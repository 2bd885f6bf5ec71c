import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { ToneChip } from '../ui/tone-chip.js';
import { useValueText } from '../ui/value-text.js';
import { ATTENDANCE_TONES } from './attendance.js';

/** How many lessons there are, by what became of them, and who gives the most. */
export function CheckFigures({
  figures,
}: {
  readonly figures: Schema<'AppointmentStatsResponse'>;
}): ReactElement {
  const text = useText();
  const textOf = useValueText();
  const formats = useFormats();
  const teachers = figures.topTeachers.map(({ id, name, count }) => `${name ?? id} ${formats.number(count)}`);
  return (
    <div>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 600, mr: 1 }}>
          {text('resources.appointments.check.total', { smart_count: figures.total })}
        </Typography>
        {figures.byAttendance.map(({ attendance, count }) => (
          <ToneChip
            key={attendance}
            tone={ATTENDANCE_TONES[attendance] ?? 'default'}
            label={`${textOf('attendance', attendance) ?? attendance}: ${formats.number(count)}`}
          />
        ))}
        <ToneChip
          tone="default"
          label={`${text('resources.appointments.fields.isTrial')}: ${formats.number(figures.trials)}`}
        />
        <ToneChip
          tone="default"
          label={`${text('resources.appointments.fields.isDeleted')}: ${formats.number(figures.deleted)}`}
        />
      </Box>
      {teachers.length === 0 ? null : (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
          {text('resources.appointments.check.top_teachers')}: {teachers.join(' · ')}
        </Typography>
      )}
    </div>
  );
}
